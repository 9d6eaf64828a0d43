package dev.ordercache.app.http;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Closes the connection of a client that does not read its answer within 20 seconds. An answer that
 * fits into the buffers of the system, as nearly all do, needs no timer.
 */
final class WriteDeadline extends Callback.Nested {

  static final Duration DEADLINE = Duration.ofSeconds(20);

  private final EndPoint client;
  private volatile boolean over;
  private volatile Scheduler.@Nullable Task timer;

  private WriteDeadline(EndPoint client, Callback callback) {
    super(callback);
    this.client = client;
  }

  /** Writes the whole body. Afterwards the request may be over, and must not be used. */
  static void write(Response response, ByteBuffer body, Callback callback) {
    Request request = response.getRequest();
    Scheduler scheduler = request.getComponents().getScheduler();
    EndPoint client = request.getConnectionMetaData().getConnection().getEndPoint();
    WriteDeadline deadline = new WriteDeadline(client, callback);
    response.write(true, body, deadline);
    if (!deadline.over) {
      deadline.timer =
          scheduler.schedule(deadline::expire, DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
      deadline.cancelIfOver(); // it may have ended meanwhile
    }
  }

  private void cancelIfOver() {
    Scheduler.Task running = timer;
    if (over && running != null) {
      running.cancel();
    }
  }

  private void expire() {
    if (!over) {
      client.close(new TimeoutException("the answer was not taken"));
    }
  }

  @Override
  public void succeeded() {
    over = true;
    cancelIfOver();
    super.succeeded();
  }

  @Override
  public void failed(Throwable failure) {
    over = true;
    cancelIfOver();
    super.failed(failure);
  }
}
