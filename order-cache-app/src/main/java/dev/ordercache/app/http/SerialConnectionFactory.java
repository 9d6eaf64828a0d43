package dev.ordercache.app.http;

import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * Creates HTTP/1 connections whose {@code onFillable} runs on one thread at a time. Jetty (12.1.6
 * to 12.1.14) answers a malformed head on a second thread, which resumes reading before the first
 * has released the request buffer: both release it, and by then another connection may have
 * acquired it. Reads of bodies are not covered: {@link RequestBody} serializes them. There is no
 * way to do this but to extend an internal class.
 */
final class SerialConnectionFactory extends HttpConnectionFactory {

  /** Connections with this configuration. */
  SerialConnectionFactory(HttpConfiguration configuration) {
    super(configuration);
  }

  @Override
  public Connection newConnection(Connector connector, EndPoint endPoint) {
    HttpConnection connection = new SerialConnection(getHttpConfiguration(), connector, endPoint);
    connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
    return configure(connection, connector, endPoint);
  }

  private static final class SerialConnection extends HttpConnection {

    private final ReentrantLock reading = new ReentrantLock();

    SerialConnection(HttpConfiguration configuration, Connector connector, EndPoint endPoint) {
      super(configuration, connector, endPoint);
    }

    /** The wait is short: a thread reads on only when the first has left the handler. */
    @Override
    public void onFillable() {
      reading.lock();
      try {
        super.onFillable();
      } finally {
        reading.unlock();
      }
    }
  }
}
