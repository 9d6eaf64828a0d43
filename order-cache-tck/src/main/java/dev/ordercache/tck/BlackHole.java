package dev.ordercache.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A server on the loopback interface that accepts every connection and never answers: the failure
 * that hangs a client without timeouts for ever. Safe for use by many threads.
 */
public final class BlackHole implements AutoCloseable {

  private final ServerSocket server;
  private final Queue<Socket> connections = new ConcurrentLinkedQueue<>();
  private final Thread thread = new Thread(this::swallow, "black-hole");

  /** Listens on a free port. */
  public BlackHole() {
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread.setDaemon(true);
    thread.start();
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
  }

  private void swallow() {
    try {
      while (true) {
        connections.add(server.accept());
      }
    } catch (IOException closed) {
      connections.forEach(BlackHole::drop);
    }
  }

  private static void drop(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops listening and drops all connections: when this returns, a new one is refused. */
  @Override
  public void close() {
    try {
      server.close();
      thread.join(); // the system continues to listen until accept() has returned
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
