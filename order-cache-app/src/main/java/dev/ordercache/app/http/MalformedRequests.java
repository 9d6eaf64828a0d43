package dev.ordercache.app.http;

import java.util.List;
import org.eclipse.jetty.http.ComplianceUtils;
import org.eclipse.jetty.http.ComplianceViolation;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Refuses requests whose head can be read but breaks the rules of the configuration, before Jetty
 * does. Jetty refuses them by failing their callback, and may then end them twice: the second time
 * ends another request without an answer and releases its buffer twice (Jetty 12.1.6 to 12.1.14).
 * For the same reason, exceptions of handlers are not passed to Jetty. Safe for use by many
 * threads.
 */
final class MalformedRequests extends Handler.Wrapper implements HttpConfiguration.Customizer {

  private final List<HttpConfiguration.Customizer> others;

  /**
   * In front of a handler.
   *
   * @param others customize a request first, in this order
   */
  MalformedRequests(Handler handler, HttpConfiguration.Customizer... others) {
    super(handler);
    this.others = List.of(others);
  }

  @Override
  public Request customize(Request request, HttpFields.Mutable responseHeaders) {
    try {
      Request customized = request;
      for (HttpConfiguration.Customizer other : others) {
        customized = other.customize(customized, responseHeaders);
      }
      check(customized);
      return customized;
    } catch (RuntimeException e) {
      return new Refused(request, e);
    }
  }

  private static void check(Request request) {
    HttpURI uri = request.getHttpURI();
    String path = uri.getCanonicalPath();
    boolean asterisk = "*".equals(path) && request.getMethod().equals("OPTIONS");
    if (path != null && !path.startsWith("/") && !asterisk) {
      throw new HttpException.RuntimeException(400, "Bad URI path");
    }
    HttpConfiguration rules = request.getConnectionMetaData().getHttpConfiguration();
    ComplianceViolation.Listener none = ComplianceViolation.Listener.NOOP;
    ComplianceUtils.verify(
        rules.getUriCompliance(),
        uri,
        none,
        reason -> new HttpException.RuntimeException(400, reason));
    ComplianceUtils.verify(uri, request.getHeaders(), rules.getHttpCompliance(), none);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Refused refused = Request.as(request, Refused.class);
    if (refused != null) {
      Response.writeError(request, response, callback, refused.reason);
      return true;
    }
    try {
      if (super.handle(request, response, callback)) {
        return true;
      }
      Response.writeError(request, response, callback, 404);
    } catch (Exception | Error e) {
      Response.writeError(request, response, callback, e);
    }
    return true;
  }

  /** Appears to Jetty as a valid request. */
  private static final class Refused extends Request.Wrapper {

    private static final HttpURI ROOT = HttpURI.from("/");

    private final RuntimeException reason;

    Refused(Request request, RuntimeException reason) {
      super(request);
      this.reason = reason;
    }

    @Override
    public HttpURI getHttpURI() {
      return ROOT;
    }

    @Override
    public HttpFields getHeaders() {
      return HttpFields.EMPTY;
    }
  }
}
