package dev.ordercache.app.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.Test;

/**
 * Holds the thread that has parsed a malformed head until another thread resumes reading from the
 * connection, and holds that one, which has the request buffer, until the first has released it.
 */
class SerialConnectionFactoryTest {

  private static final String UNREADABLE = "GET / HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n";
  private static final int REQUESTS = 3;
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(1);

  private final Semaphore resumed = new Semaphore(0);
  private final AtomicInteger held = new AtomicInteger();
  private final AtomicInteger readAfterRelease = new AtomicInteger();

  @Test
  void readsNoReleasedBuffer() throws Exception {
    sendUnreadable(new SerialConnectionFactory(new HttpConfiguration()));

    assertEquals(REQUESTS, held.get());
    assertEquals(0, readAfterRelease.get());
  }

  /**
   * Without the protection. If a later Jetty is correct, this fails, and the class can be removed.
   */
  @Test
  void jettyAloneReadsAReleasedBuffer() throws Exception {
    sendUnreadable(new HttpConnectionFactory());

    assertTrue(readAfterRelease.get() > 0);
  }

  private void sendUnreadable(HttpConnectionFactory connections) throws Exception {
    Server server = new Server(new HoldingThreads(), null, new WatchedPool());
    ServerConnector connector = new ServerConnector(server, connections);
    server.addConnector(connector);
    server.start();
    try {
      for (int n = 0; n < REQUESTS && readAfterRelease.get() == 0; n++) {
        try (Socket socket = new Socket("localhost", connector.getLocalPort())) {
          socket.setSoTimeout(20_000);
          socket.getOutputStream().write(UNREADABLE.getBytes(US_ASCII));
          assertEquals(
              "HTTP/1.1 400", new String(socket.getInputStream().readNBytes(12), US_ASCII));
        }
      }
    } finally {
      server.stop();
    }
  }

  private final class HoldingThreads extends QueuedThreadPool {

    @Override
    public boolean tryExecute(Runnable task) {
      if (HttpConnection.getCurrentConnection() == null) {
        return super.tryExecute(task);
      }
      held.incrementAndGet();
      resumed.drainPermits();
      new Thread(task, "answers").start();
      try {
        resumed.tryAcquire(LONGEST, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return true;
    }
  }

  private final class WatchedPool extends ArrayByteBufferPool {

    @Override
    public RetainableByteBuffer.Mutable acquire(int size, boolean direct) {
      return new Watched(super.acquire(size, direct));
    }
  }

  private final class Watched extends RetainableByteBuffer.Wrapper {

    private final Thread first = Thread.currentThread();
    private volatile boolean released;

    Watched(RetainableByteBuffer buffer) {
      super(buffer);
    }

    @Override
    public ByteBuffer getByteBuffer() {
      if (HttpConnection.getCurrentConnection() != null && Thread.currentThread() != first) {
        resumed.release();
        for (long end = System.nanoTime() + LONGEST; !released && System.nanoTime() < end; ) {
          Thread.onSpinWait();
        }
        if (released) {
          readAfterRelease.incrementAndGet();
        }
      }
      return super.getByteBuffer();
    }

    @Override
    public boolean release() {
      boolean last = super.release();
      released |= last;
      return last;
    }
  }
}
