package dev.ordercache.app.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.HostPort;
import org.eclipse.jetty.util.InetAddressSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes the client's address and protocol from forwarded headers, but only from configured proxies:
 * the last address in {@code X-Forwarded-For} that is not a proxy's, because a client can write
 * anything before it, and the last word of {@code X-Forwarded-Proto}. (Jetty's own customizer
 * trusts every peer, and takes the first address.)
 */
final class TrustedProxies implements HttpConfiguration.Customizer, Predicate<InetAddress> {

  private final InetAddressSet proxies = new InetAddressSet();

  /**
   * With the addresses of the proxies.
   *
   * @param proxies addresses and ranges, such as {@code 10.0.0.7} or {@code 10.0.0.0/24}
   * @throws IllegalArgumentException if one is neither
   */
  TrustedProxies(List<String> proxies) {
    this.proxies.addAll(proxies);
  }

  @Override
  public boolean test(InetAddress address) {
    return proxies.test(address);
  }

  @Override
  public Request customize(Request request, HttpFields.Mutable responseHeaders) {
    if (!(request.getConnectionMetaData().getRemoteSocketAddress()
            instanceof InetSocketAddress peer)
        || !test(peer.getAddress())) {
      return request;
    }
    InetAddress client = client(request.getHeaders().getCSV(HttpHeader.X_FORWARDED_FOR, false));
    List<String> protocols = request.getHeaders().getCSV(HttpHeader.X_FORWARDED_PROTO, false);
    boolean secure =
        !protocols.isEmpty() && protocols.get(protocols.size() - 1).equalsIgnoreCase("https");
    return new Forwarded(
        request, client == null ? peer : new InetSocketAddress(client, peer.getPort()), secure);
  }

  private @Nullable InetAddress client(List<String> hops) {
    InetAddress last = null;
    for (int hop = hops.size() - 1; hop >= 0 && (last == null || test(last)); hop--) {
      InetAddress before = Source.literal(HostPort.unsafe(hops.get(hop)).getHost());
      if (before == null) {
        return last;
      }
      last = before;
    }
    return last;
  }

  private static final class Forwarded extends Request.Wrapper {

    private final ConnectionMetaData connection;

    Forwarded(Request request, SocketAddress client, boolean secure) {
      super(request);
      connection =
          new ConnectionMetaData.Wrapper(request.getConnectionMetaData()) {
            @Override
            public SocketAddress getRemoteSocketAddress() {
              return client;
            }

            @Override
            public boolean isSecure() {
              return secure || super.isSecure();
            }
          };
    }

    @Override
    public ConnectionMetaData getConnectionMetaData() {
      return connection;
    }

    @Override
    public boolean isSecure() {
      return connection.isSecure();
    }
  }
}
