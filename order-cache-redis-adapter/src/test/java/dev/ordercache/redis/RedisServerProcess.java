package dev.ordercache.redis;

import dev.ordercache.servers.Ports;
import dev.ordercache.servers.TestServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

/** A real Redis on a free port, without persistence. */
final class RedisServerProcess implements AutoCloseable {

  /** A node of a cluster also listens on a port that is this much higher. */
  private static final int CLUSTER_BUS = 10_000;

  private static @Nullable RedisServerProcess shared;

  private final int port = freePort();
  private final RedisServer server;

  RedisServerProcess(String... settings) {
    RedisServerBuilder builder = RedisServer.newRedisServer();
    TestServers.redis().ifPresent(installed -> use(installed, builder));
    builder.port(port).setting("save \"\"");
    for (String setting : settings) {
      builder.setting(setting);
    }
    try {
      server = builder.build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start();
  }

  /** With its own configuration, except for where it runs and keeps its files. */
  private static void use(TestServers.Installed installed, RedisServerBuilder builder) {
    builder.executableProvider(installed.binaries()::toFile);
    if (installed.configuration() != null) {
      Path folder = temporaryFolder();
      builder.setting("include " + installed.within(folder).configuration());
      builder.setting("daemonize no").setting("dir " + folder);
    }
  }

  private static Path temporaryFolder() {
    try {
      Path folder = Files.createTempDirectory("order-cache-test-redis");
      folder.toFile().deleteOnExit();
      folder.resolve("redis.conf").toFile().deleteOnExit();
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A server for all tests that do not change it; it ends with the JVM. */
  static synchronized RedisServerProcess shared() {
    RedisServerProcess present = shared;
    if (present == null) {
      present = new RedisServerProcess();
      shared = present;
    }
    return present;
  }

  static int freePort() {
    return Ports.free(10_000, 19_999, CLUSTER_BUS);
  }

  int port() {
    return port;
  }

  String uri() {
    return "redis://127.0.0.1:" + port;
  }

  void start() {
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    stop();
  }

  /** Stops it; its data is lost. */
  void stop() {
    try {
      server.stop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
