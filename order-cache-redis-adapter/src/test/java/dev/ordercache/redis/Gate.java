package dev.ordercache.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network in front of Redis that can swallow: connections that are open when it does stay open
 * and silent for ever, as when a firewall forgets them. Later ones work. It can also lead later
 * connections elsewhere, as when a name moves to another server; those that are open stay where
 * they are. And it can lose a reply together with its connection.
 */
final class Gate implements AutoCloseable {

  private final ServerSocket server;
  private volatile int target;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final AtomicInteger generation = new AtomicInteger();
  private final AtomicBoolean losing = new AtomicBoolean();
  private final AtomicInteger accepted = new AtomicInteger();

  /** A port of 0 leads nowhere: every connection is accepted and silent. */
  Gate(int target) {
    this.target = target;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  String uri() {
    return "redis://127.0.0.1:" + port();
  }

  /** Makes all connections silent that are open now. */
  void swallow() {
    generation.incrementAndGet();
  }

  /** Leads all later connections to another server. */
  void leadTo(int port) {
    target = port;
  }

  /** Breaks the connection that the next reply comes over, instead of passing the reply on. */
  void loseNextReply() {
    losing.set(true);
  }

  /** How many connections there have been. */
  int connections() {
    return accepted.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        accepted.incrementAndGet();
        client.setTcpNoDelay(true);
        open.add(client);
        if (target != 0) {
          Socket redis = new Socket(InetAddress.getLoopbackAddress(), target);
          redis.setTcpNoDelay(true);
          open.add(redis);
          int born = generation.get();
          start(() -> copy(client, redis, born, false));
          start(() -> copy(redis, client, born, true));
        }
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void copy(Socket from, Socket to, int born, boolean replies) {
    byte[] buffer = new byte[8_192];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (replies && losing.compareAndSet(true, false)) {
          from.close();
          to.close();
          return;
        }
        if (generation.get() == born) {
          out.write(buffer, 0, n);
        }
      }
      if (generation.get() == born) {
        to.close();
      }
    } catch (IOException e) {
      // closed
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "gate");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
