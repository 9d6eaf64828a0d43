package dev.ordercache.app.http;

import dev.ordercache.app.events.EventClient;
import dev.ordercache.app.events.EventSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * The response to one client of the events, which lasts until either side ends it. The connection
 * is watched for its end, which only the second write after it would notice. The connection is not
 * reused, so any bytes that the client sends end it too. Jetty's idle timeout does not end it.
 */
final class EventStream implements EventSink, Callback {

  private final EventClient client;
  private final Response response;
  private final Callback complete;
  private final EndPoint connection;
  private final AtomicBoolean completed = new AtomicBoolean();
  private volatile boolean last;

  private EventStream(EventClient client, Response response, Callback complete) {
    Request request = response.getRequest();
    this.client = client;
    this.response = response;
    this.complete = complete;
    this.connection = request.getConnectionMetaData().getConnection().getEndPoint();
    request.addIdleTimeoutListener(timeout -> false);
  }

  static void begin(EventClient client, Response response, Callback complete) {
    EventStream stream = new EventStream(client, response, complete);
    client.start(stream);
    stream.watch();
  }

  private void watch() {
    connection.tryFillInterested(
        Callback.from(InvocationType.NON_BLOCKING, this::readable, failure -> client.gone()));
  }

  private void readable() {
    try {
      if (connection.fill(BufferUtil.allocate(1)) == 0) {
        watch();
      } else {
        client.gone();
      }
    } catch (IOException e) {
      client.gone();
    }
  }

  @Override
  public void write(ByteBuffer bytes, boolean isLast) {
    last = isLast;
    try {
      response.write(isLast, bytes, this);
    } catch (RuntimeException e) {
      boolean over = completed.get(); // then Jetty may throw any exception, null pointers too
      if (!over) {
        throw e;
      }
    }
  }

  @Override
  public void succeeded() {
    if (!last) {
      client.written();
    } else if (completed.compareAndSet(false, true)) {
      complete.succeeded();
    }
  }

  @Override
  public void failed(Throwable failure) {
    client.gone();
  }

  /** Its callbacks do not block. */
  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }

  @Override
  public void abort() {
    if (completed.compareAndSet(false, true)) {
      EofException gone = new EofException();
      connection.close(gone);
      complete.failed(gone);
    }
  }
}
