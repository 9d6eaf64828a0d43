package dev.ordercache.app.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.jspecify.annotations.Nullable;

/**
 * Counts the connections, in all and from each source; those over a limit are closed without an
 * answer. Safe for use by many threads.
 */
final class ConnectionCounts implements Connection.Listener {

  private final int max;
  private final int maxOfSource;
  private final Predicate<InetAddress> proxies;
  private final RequestMetrics metrics;
  private final Map<Connection, Object> open = new HashMap<>();
  private final Map<Object, Integer> ofSources = new HashMap<>();

  /**
   * Without connections.
   *
   * @param max maximum number of connections, 1 or more
   * @param maxOfSource maximum number of connections from one source, 1 or more
   * @param proxies addresses with the first limit only, because they connect for many clients
   */
  ConnectionCounts(
      int max, int maxOfSource, Predicate<InetAddress> proxies, RequestMetrics metrics) {
    this.max = max;
    this.maxOfSource = maxOfSource;
    this.proxies = proxies;
    this.metrics = metrics;
    metrics.connections(this);
  }

  /** Counts only connections of a socket: with TLS, each contains another one. */
  @Override
  public void onOpened(Connection connection) {
    if (connection.getEndPoint() instanceof SocketChannelEndPoint endPoint
        && endPoint.getRemoteSocketAddress() instanceof InetSocketAddress remote) {
      String refusal = take(connection, remote.getAddress());
      if (refusal != null) {
        metrics.refused(refusal);
        endPoint.close();
      }
    }
  }

  private synchronized @Nullable String take(Connection connection, InetAddress address) {
    if (open.size() >= max) {
      return "too-many-connections";
    }
    Object source = proxies.test(address) ? "" : Source.of(address);
    if (!source.equals("") && ofSources.getOrDefault(source, 0) >= maxOfSource) {
      return "too-many-connections-of-one-address";
    }
    open.put(connection, source);
    ofSources.merge(source, 1, Integer::sum);
    return null;
  }

  @Override
  public synchronized void onClosed(Connection connection) {
    Object source = open.remove(connection);
    if (source != null) {
      ofSources.computeIfPresent(source, (same, count) -> count == 1 ? null : count - 1);
    }
  }

  /** How many are open. */
  synchronized int size() {
    return open.size();
  }
}
