package dev.ordercache.app.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that a web page of another site makes a browser send. Checks the name by which
 * the browser calls this server, because an attacker's name may resolve to it (DNS rebinding).
 * Checks the origin of the page (Fetch Metadata, and the header {@code Origin}), because a browser
 * sends some requests to other sites without a preflight request. Programs, which send neither
 * header, are let through, and so are probes.
 */
final class OriginChecks extends Handler.Wrapper {

  private static final String SEC_FETCH_SITE = "Sec-Fetch-Site";
  private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  private final Set<String> names;
  private final boolean addresses;
  private final RequestMetrics metrics;

  /**
   * In front of a handler.
   *
   * @param names lower-case names of this server besides {@code localhost}
   * @param addresses whether clients may also call it by its address; an attacker's name is not an
   *     address, but without users only loopback addresses are expected
   */
  OriginChecks(Handler handler, Set<String> names, boolean addresses, RequestMetrics metrics) {
    super(handler);
    this.names = names;
    this.addresses = addresses;
    this.metrics = metrics;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Problem problem = Routes.isProbe(request) ? null : refusal(request);
    if (problem == null) {
      return super.handle(request, response, callback);
    }
    metrics.refused(problem.code());
    ApiResponse.problem(problem).send(response, callback);
    return true;
  }

  private @Nullable Problem refusal(Request request) {
    String host = Request.getServerName(request);
    if (!isOwn(host, request)) {
      return Problem.of(
              421,
              "unknown-host",
              "Host: is no name of this server; ORDER_CACHE_HTTP_NAMES has those that are")
          .with("field", "Host");
    }
    HttpFields headers = request.getHeaders();
    boolean ownSite = headers.getValuesList(SEC_FETCH_SITE).stream().allMatch(OWN_SITES::contains);
    if (!ownSite && !isNavigation(request)) {
      return crossSite(SEC_FETCH_SITE);
    }
    boolean ownOrigin =
        headers.getValuesList(HttpHeader.ORIGIN).stream()
            .allMatch(origin -> isOwnOrigin(origin, host, request));
    return ownOrigin || isRead(request) ? null : crossSite(HttpHeader.ORIGIN.asString());
  }

  private static Problem crossSite(String header) {
    return Problem.of(403, "cross-site", header + ": a page of another site asks")
        .with("field", header);
  }

  private boolean isOwn(@Nullable String host, Request request) {
    if (host == null) {
      return false;
    }
    String name = host.toLowerCase(Locale.ROOT);
    if (name.equals("localhost") || names.contains(name)) {
      return true;
    }
    InetAddress address = Source.literal(name);
    return address != null
        && (address.isLoopbackAddress() || (addresses && isLocal(address, request)));
  }

  private static boolean isLocal(InetAddress address, Request request) {
    return request.getConnectionMetaData().getLocalSocketAddress()
            instanceof InetSocketAddress local
        && address.equals(local.getAddress());
  }

  private static boolean isRead(Request request) {
    return HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
  }

  /** A link from another site may be followed. */
  private static boolean isNavigation(Request request) {
    return isRead(request) && "navigate".equals(request.getHeaders().get("Sec-Fetch-Mode"));
  }

  /** TLS may end in a proxy, so both default ports count as the same. */
  private static boolean isOwnOrigin(String origin, String host, Request request) {
    try {
      URI page = new URI(origin);
      return host.equalsIgnoreCase(page.getHost())
          && page.getUserInfo() == null
          && port(page.getPort()) == port(Request.getServerPort(request));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static int port(int port) {
    return port == HTTP || port == HTTPS ? -1 : port;
  }
}
