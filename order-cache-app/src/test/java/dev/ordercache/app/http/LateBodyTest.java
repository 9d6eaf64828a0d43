package dev.ordercache.app.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds the thread that takes a byte of a body, within a method of Jetty's stream, while the body's
 * deadline passes on another thread, and checks whether that one uses the request buffer too.
 */
class LateBodyTest {

  private static final String BEGUN =
      "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20\r\n\r\n{";
  private static final int LONGEST_SECONDS = 20;

  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch holding = new CountDownLatch(1);
  private final CountDownLatch usedByTwo = new CountDownLatch(1);
  private final CompletableFuture<Runnable> deadline = new CompletableFuture<>();
  private volatile String held = "";
  private volatile int holdSeconds = LONGEST_SECONDS;

  private final Server server =
      new Server(new QueuedThreadPool(), new HeldScheduler(), new WatchedPool());

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  @ParameterizedTest
  @ValueSource(strings = {"read", "demand"})
  void oneThreadReads(String during) throws Exception {
    holdSeconds = 1;
    try (Socket socket =
        sendLate(
            during,
            request ->
                RequestBody.object(request, Set.of("to"))
                    .handle((body, failure) -> HttpStatus.REQUEST_TIMEOUT_408))) {
      assertEquals("HTTP/1.1 408", new String(socket.getInputStream().readNBytes(12), US_ASCII));
      assertEquals(1, usedByTwo.getCount());
    }
  }

  /**
   * Without the protection. If a later Jetty is correct, this fails, and the lock can be removed.
   */
  @ParameterizedTest
  @ValueSource(strings = {"read", "demand"})
  void jettyAloneReadsWithTwo(String during) throws Exception {
    Socket socket =
        sendLate(
            during,
            request -> {
              deadline.complete(() -> request.fail(new TimeoutException()));
              Content.Source.asByteArrayAsync(
                  request,
                  RequestBody.MAX_BYTES,
                  Promise.Invocable.from(InvocationType.NON_BLOCKING, bytes -> {}, failure -> {}));
              return new CompletableFuture<>();
            });

    assertTrue(usedByTwo.await(LONGEST_SECONDS, TimeUnit.SECONDS));
    socket.close();
  }

  /**
   * Sends a request whose deadline passes, on its own thread, while a byte of its body is taken.
   */
  private Socket sendLate(String during, Reader reader) throws Exception {
    ServerConnector connector =
        new ServerConnector(server, new SerialConnectionFactory(new HttpConfiguration()));
    server.addConnector(connector);
    server.setHandler(new Answers(reader));
    server.start();
    Socket socket = new Socket("localhost", connector.getLocalPort());
    socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(LONGEST_SECONDS));
    OutputStream out = socket.getOutputStream();
    out.write(BEGUN.getBytes(US_ASCII));
    assertTrue(begun.await(LONGEST_SECONDS, TimeUnit.SECONDS), "the body was not begun");
    held = during;
    out.write('"');
    assertTrue(holding.await(LONGEST_SECONDS, TimeUnit.SECONDS), "the byte was not taken");
    new Thread(deadline.get(LONGEST_SECONDS, TimeUnit.SECONDS), "deadline").start();
    return socket;
  }

  @FunctionalInterface
  private interface Reader {

    /** The status to answer with. */
    CompletableFuture<Integer> read(Request request);
  }

  private final class Answers extends Handler.Abstract {

    private final Reader reader;

    Answers(Reader reader) {
      this.reader = reader;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      CompletableFuture<Void> unused =
          reader
              .read(request)
              .thenAccept(
                  status -> {
                    response.setStatus(status);
                    callback.succeeded();
                  });
      begun.countDown();
      return true;
    }
  }

  private final class HeldScheduler extends ScheduledExecutorScheduler {

    @Override
    public Task schedule(Runnable task, long delay, TimeUnit unit) {
      if (unit.toMillis(delay) != RequestBody.DEADLINE.toMillis()) {
        return super.schedule(task, delay, unit);
      }
      deadline.complete(task);
      return () -> true;
    }
  }

  private final class WatchedPool extends ArrayByteBufferPool {

    @Override
    public RetainableByteBuffer.Mutable acquire(int size, boolean direct) {
      return new Watched(super.acquire(size, direct));
    }
  }

  private final class Watched extends RetainableByteBuffer.Wrapper {

    private volatile boolean used;

    Watched(RetainableByteBuffer buffer) {
      super(buffer);
    }

    @Override
    public ByteBuffer getByteBuffer() {
      if (used) {
        usedByTwo.countDown();
      } else if (!held.isEmpty() && isWithin(held)) {
        held = "";
        used = true;
        hold();
        used = false;
      }
      return super.getByteBuffer();
    }

    private static boolean isWithin(String method) {
      return StackWalker.getInstance()
          .walk(
              frames ->
                  frames.anyMatch(
                      frame ->
                          frame.getMethodName().equals(method)
                              && frame.getClassName().endsWith("HttpStreamOverHTTP1")));
    }

    private void hold() {
      holding.countDown();
      try {
        usedByTwo.await(holdSeconds, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
