package dev.ordercache.app.http;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Closes the connection of a client that does not take its answer within 20 seconds. An answer that
 * fits into the buffers of the system, as nearly all do, costs nothing.
 */
final class WriteDeadline extends Callback.Nested {

  static final Duration DEADLINE = Duration.ofSeconds(20);

  private final Response response;
  private volatile boolean over;

  private WriteDeadline(Response response, Callback callback) {
    super(callback);
    this.response = response;
  }

  /** Writes all that there is. */
  static void write(Response response, ByteBuffer body, Callback callback) {
    WriteDeadline deadline = new WriteDeadline(response, callback);
    response.write(true, body, deadline);
    deadline.begin();
  }

  private void begin() {
    if (!over) {
      response
          .getRequest()
          .getComponents()
          .getScheduler()
          .schedule(this::expire, DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void expire() {
    if (!over) {
      EndPoint client = response.getRequest().getConnectionMetaData().getConnection().getEndPoint();
      client.close(new TimeoutException("the answer was not taken"));
    }
  }

  @Override
  public void succeeded() {
    over = true;
    super.succeeded();
  }

  @Override
  public void failed(Throwable failure) {
    over = true;
    super.failed(failure);
  }
}
