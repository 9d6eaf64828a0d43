package dev.ordercache.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.function.IntSupplier;

/** Free ports of 127.0.0.1. */
final class LoopbackPorts {

  static final String HOST = "127.0.0.1";

  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final int ATTEMPTS = 5;

  private LoopbackPorts() {}

  /** Starts a server on a port. */
  @FunctionalInterface
  interface Start {

    /**
     * Starts it and waits until it is ready.
     *
     * @throws PortTakenException if the port is in use
     */
    void on(int port) throws IOException, InterruptedException;
  }

  /**
   * Starts a server on a free port. Neither server can pick a port and report it, so the port is
   * chosen before. If another process uses it first, another port is tried.
   *
   * @return the port
   */
  static int start(IntSupplier ports, Start start) throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      int port = ports.getAsInt();
      try {
        start.on(port);
        return port;
      } catch (PortTakenException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** A port that is free now. */
  static int free() {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(address(0), 1);
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new EmbeddedServerException("there is no free port on " + HOST + ": " + e, e);
    }
  }

  /** A port of 127.0.0.1, whatever {@code localhost} resolves to on this machine. */
  static InetSocketAddress address(int port) throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port);
  }
}
