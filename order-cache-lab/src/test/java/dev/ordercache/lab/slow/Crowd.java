package dev.ordercache.lab.slow;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Clients that begin a request and then send a byte a second, or read nothing; a client whose
 * connection the server has ended begins again.
 */
final class Crowd implements AutoCloseable {

  private static final String POST =
      """
      POST /api/orders/1/status-changes HTTP/1.1\r
      Host: localhost\r
      Content-Type: application/json\r
      Content-Length: 1000\r
      """;
  private static final int PIPELINED = 200;
  private static final int SMALL_BUFFER = 4_096;

  /** What all clients of a crowd do. */
  enum Kind {
    NONE("", true),
    SLOW_BODIES(POST + "\r\n{", true),
    SLOW_HEADS(POST, true),
    SLOW_READERS("GET /openapi.yaml HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(PIPELINED), false);

    private final String begin;
    private final boolean reads;

    Kind(String begin, boolean reads) {
      this.begin = begin;
      this.reads = reads;
    }
  }

  private final Kind kind;
  private final InetSocketAddress app;
  private final List<SocketChannel> clients = new ArrayList<>();
  private final Thread thread = new Thread(this::drip, "slow clients");
  private final AtomicInteger ended = new AtomicInteger();
  private volatile boolean closed;
  private volatile @Nullable IOException failure;

  /** So many clients of an app; none of the kind {@link Kind#NONE}. */
  Crowd(Kind kind, int size, URI app) throws IOException {
    this.kind = kind;
    this.app = new InetSocketAddress(app.getHost(), app.getPort());
    for (int n = 0; kind != Kind.NONE && n < size; n++) {
      clients.add(connect());
    }
    thread.start();
  }

  private SocketChannel connect() throws IOException {
    SocketChannel client = SocketChannel.open();
    client.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER);
    client.connect(app);
    client.write(StandardCharsets.US_ASCII.encode(kind.begin));
    client.configureBlocking(false);
    return client;
  }

  private void drip() {
    while (!closed) {
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
      for (int n = 0; n < clients.size() && !closed; n++) {
        if (!drip(clients.get(n))) {
          ended.incrementAndGet();
          again(n);
        }
      }
    }
  }

  private boolean drip(SocketChannel client) {
    try {
      client.write(ByteBuffer.wrap(new byte[] {'x'}));
      return !kind.reads || client.read(ByteBuffer.allocate(SMALL_BUFFER)) == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private void again(int n) {
    try {
      clients.get(n).close();
      clients.set(n, connect());
    } catch (IOException e) {
      failure = e;
    }
  }

  /**
   * How many connections the server has ended until now.
   *
   * @throws IOException if a client could not begin again
   */
  int ended() throws IOException {
    IOException last = failure;
    if (last != null) {
      throw last;
    }
    return ended.get();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (SocketChannel client : clients) {
      client.close();
    }
  }
}
