package dev.ordercache.app.http;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/** Restricts what browsers may do with the answers, as OWASP recommends for an API. */
final class SecurityHeaders implements HttpConfiguration.Customizer {

  private static final HttpFields ALWAYS =
      HttpFields.from(
          new PreEncodedHttpField("X-Content-Type-Options", "nosniff"),
          new PreEncodedHttpField("X-Frame-Options", "DENY"),
          new PreEncodedHttpField(
              "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
          new PreEncodedHttpField("Cross-Origin-Resource-Policy", "same-origin"),
          new PreEncodedHttpField("Referrer-Policy", "no-referrer"));

  private static final HttpField WITH_TLS =
      new PreEncodedHttpField(HttpHeader.STRICT_TRANSPORT_SECURITY, "max-age=31536000");

  @Override
  public Request customize(Request request, HttpFields.Mutable responseHeaders) {
    responseHeaders.add(ALWAYS);
    if (request.isSecure()) {
      responseHeaders.add(WITH_TLS);
    }
    return request;
  }

  /**
   * The headers of every answer, also for one that is not customized because its request is
   * malformed.
   */
  static void putAlways(HttpFields.Mutable responseHeaders) {
    ALWAYS.forEach(responseHeaders::put);
  }
}
