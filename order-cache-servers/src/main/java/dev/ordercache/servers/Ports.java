package dev.ordercache.servers;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Ports for servers that are started on a given port. All are below the ephemeral ports, which the
 * system assigns to clients and to servers that ask for any port. An ephemeral port may be taken
 * before the server starts, or while it is stopped.
 */
public final class Ports {

  private Ports() {}

  /**
   * A port that is free now.
   *
   * @param min the minimum, 1,024 or more
   * @param max the maximum, 32,767 or less
   * @param offsets of ports that must be free too
   */
  public static int free(int min, int max, int... offsets) {
    return ThreadLocalRandom.current()
        .ints(min, max + 1)
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
