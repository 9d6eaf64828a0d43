package dev.ordercache.tck;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Ports for servers that are told on which to listen. All are below those that a system gives to
 * clients, and to whoever asks for any port: such a one may be lost before the server starts, or
 * while it is stopped.
 */
public final class Ports {

  private Ports() {}

  /**
   * A port that is free now.
   *
   * @param least 1,024 at least
   * @param most 32,767 at most
   * @param offsets of ports that are to be free too
   */
  public static int free(int least, int most, int... offsets) {
    return ThreadLocalRandom.current()
        .ints(least, most + 1)
        .filter(port -> isFree(port) && IntStream.of(offsets).allMatch(by -> isFree(port + by)))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
