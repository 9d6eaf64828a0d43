package dev.ordercache.app.http;

import dev.ordercache.background.BackgroundLoop;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;

/**
 * Closes connections on which a TLS handshake, or the head of a request, takes more than 10
 * seconds. It checks every second, because each byte restarts the idle timeout, which ends only
 * silent connections. Safe for use by many threads.
 */
final class SlowConnections implements Connection.Listener, AutoCloseable {

  static final Duration DEADLINE = Duration.ofSeconds(10);

  private static final System.Logger LOG = System.getLogger(SlowConnections.class.getName());
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final Map<Connection, Progress> open = new ConcurrentHashMap<>();
  private final RequestMetrics metrics;
  private final BackgroundLoop loop = new BackgroundLoop("http-slow", INTERVAL, new Looks());

  SlowConnections(RequestMetrics metrics) {
    this.metrics = metrics;
  }

  void start() {
    loop.start();
  }

  @Override
  public void onOpened(Connection connection) {
    open.put(connection, new Progress(System.nanoTime()));
  }

  @Override
  public void onClosed(Connection connection) {
    open.remove(connection);
  }

  @Override
  public void close() {
    loop.close();
  }

  /** The progress of a connection. Used by the loop's thread only. */
  private static final class Progress {

    private long since;
    private long requests;
    private long bytesBefore;
    private boolean begun;

    Progress(long opened) {
      since = opened;
    }

    /** Whether a handshake or head that has begun has not ended in time. */
    boolean isLate(Connection connection, long now) {
      if (connection instanceof SslConnection tls) {
        return tls.getSSLEngine().getSession().getProtocol().equals("NONE") && isOver(now);
      }
      long answered = connection.getMessagesOut();
      if (connection.getMessagesIn() != answered) {
        begun = false; // a request is being handled
        return false;
      }
      long bytes = connection.getBytesIn();
      if (answered != requests) {
        requests = answered;
        bytesBefore = bytes;
        begun = false;
      }
      if (bytes > bytesBefore && !begun) {
        begun = true;
        since = now;
      }
      return begun && isOver(now);
    }

    private boolean isOver(long now) {
      return now - since > DEADLINE.toNanos();
    }
  }

  private final class Looks implements BackgroundLoop.Work {

    @Override
    public Duration round() {
      long now = System.nanoTime();
      open.forEach(
          (connection, progress) -> {
            if (progress.isLate(connection, now)) {
              metrics.refused("slow-head");
              connection.getEndPoint().close();
            }
          });
      return INTERVAL;
    }

    @Override
    public Duration failed(Throwable failure) {
      metrics.refused("look-failed");
      LOG.log(System.Logger.Level.ERROR, "Slow connections were not looked for", failure);
      return INTERVAL;
    }

    @Override
    public void end() {
      // the server closes the connections
    }
  }
}
