package dev.ordercache.app.http;

import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * Makes connections that one thread at a time reads from. Jetty answers a head that can not be read
 * on another thread, which then goes on reading while the first may not have ended: both give the
 * same buffer back, and the second time it is another connection's (Jetty 12.1.6 to 12.1.14).
 */
final class SerialConnections extends HttpConnectionFactory {

  /** Connections with this configuration. */
  SerialConnections(HttpConfiguration configuration) {
    super(configuration);
  }

  @Override
  public Connection newConnection(Connector connector, EndPoint endPoint) {
    return configure(
        new SerialConnection(getHttpConfiguration(), connector, endPoint), connector, endPoint);
  }

  private static final class SerialConnection extends HttpConnection {

    private final ReentrantLock reading = new ReentrantLock();

    SerialConnection(HttpConfiguration configuration, Connector connector, EndPoint endPoint) {
      super(configuration, connector, endPoint);
    }

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
