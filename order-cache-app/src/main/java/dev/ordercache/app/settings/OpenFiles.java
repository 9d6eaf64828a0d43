package dev.ordercache.app.settings;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many files the system lets this process open ({@code ulimit -n}), and so connections. */
final class OpenFiles {

  /**
   * Files that are open besides the clients' connections: libraries, pools, the sockets of the
   * server.
   */
  private static final int OTHERS = 400;

  private static final int FEWEST_CONNECTIONS = 100;

  private OpenFiles() {}

  private static long limit() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : Integer.MAX_VALUE;
  }

  /**
   * How many connections there may be.
   *
   * @param wanted the maximum that is returned
   * @throws IllegalArgumentException if fewer than 100 are possible
   */
  static int connections(int wanted) {
    if (limit() < OTHERS + FEWEST_CONNECTIONS) {
      throw new IllegalArgumentException(
          "the process may open %d files (ulimit -n), and needs %d at least"
              .formatted(limit(), OTHERS + FEWEST_CONNECTIONS));
    }
    return (int) Math.min(wanted, limit() - OTHERS);
  }

  /**
   * Checks that this number of connections is possible.
   *
   * @throws IllegalArgumentException if it is not
   */
  static void check(int connections) {
    if (connections > connections(connections)) {
      throw new IllegalArgumentException(
          "so many clients need %d open files, and the process may open %d (ulimit -n)"
              .formatted(connections + OTHERS, limit()));
    }
  }
}
