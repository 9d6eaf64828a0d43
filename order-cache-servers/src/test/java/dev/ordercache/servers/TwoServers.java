package dev.ordercache.servers;

import java.io.IOException;
import java.util.Objects;

/**
 * A program that starts both servers, says so, and closes them when its input ends or it is
 * terminated.
 */
final class TwoServers {

  private TwoServers() {}

  public static void main(String[] arguments) throws IOException {
    System.out.println("begin");
    EmbeddedServers servers = EmbeddedServers.start(true, true);
    Runtime.getRuntime().addShutdownHook(new Thread(servers::close));
    System.out.println("jdbc " + servers.postgres().orElseThrow().url());
    System.out.println("password " + servers.postgres().orElseThrow().password());
    System.out.println("redis " + servers.redisUri().orElseThrow());
    System.out.println("folder " + servers.folder());
    Objects.checkIndex(System.in.read() + 1, Integer.MAX_VALUE);
  }
}
