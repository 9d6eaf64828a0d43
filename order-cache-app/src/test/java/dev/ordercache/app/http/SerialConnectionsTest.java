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
 * The thread that has read a head that can not be read gives its buffer back late, when the one
 * that goes on reading after the answer has come; and that one uses its buffer late.
 */
class SerialConnectionsTest {

  private static final String UNREADABLE = "GET / HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n";
  private static final int REQUESTS = 30;
  private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(100);

  private final Semaphore readsOn = new Semaphore(0);
  private final AtomicInteger late = new AtomicInteger();
  private final AtomicInteger usedAfterReturn = new AtomicInteger();

  @Test
  void useNoBufferThatWasGivenBack() throws Exception {
    sendUnreadable(new SerialConnections(new HttpConfiguration()));

    assertTrue(late.get() > 0);
    assertEquals(0, usedAfterReturn.get());
  }

  /** Without the protection. If Jetty is right one day, this fails, and the class may go. */
  @Test
  void thoseOfJettyDo() throws Exception {
    sendUnreadable(new HttpConnectionFactory());

    assertTrue(usedAfterReturn.get() > 0);
  }

  private void sendUnreadable(HttpConnectionFactory connections) throws Exception {
    Server server = new Server(new LateReturns(), null, new WatchedPool());
    ServerConnector connector = new ServerConnector(server, connections);
    server.addConnector(connector);
    server.start();
    try {
      for (int n = 0; n < REQUESTS && usedAfterReturn.get() == 0; n++) {
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

  /** Keeps a thread that has read a head until another reads on, but not for ever. */
  private final class LateReturns extends QueuedThreadPool {

    @Override
    public boolean tryExecute(Runnable task) {
      boolean taken = super.tryExecute(task);
      if (taken && HttpConnection.getCurrentConnection() != null) {
        late.incrementAndGet();
        try {
          readsOn.tryAcquire(PATIENCE, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return taken;
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
    private volatile boolean returned;

    Watched(RetainableByteBuffer buffer) {
      super(buffer);
    }

    @Override
    public ByteBuffer getByteBuffer() {
      if (HttpConnection.getCurrentConnection() != null && Thread.currentThread() != first) {
        readsOn.release();
        for (long end = System.nanoTime() + PATIENCE; !returned && System.nanoTime() < end; ) {
          Thread.onSpinWait();
        }
        if (returned) {
          usedAfterReturn.incrementAndGet();
        }
      }
      return super.getByteBuffer();
    }

    @Override
    public boolean release() {
      boolean released = super.release();
      returned |= released;
      return released;
    }
  }
}
