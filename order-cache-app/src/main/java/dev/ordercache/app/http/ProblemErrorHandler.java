package dev.ordercache.app.http;

import java.util.Locale;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Writes the errors that arise before or outside of a route as problem details too. */
final class ProblemErrorHandler extends ErrorHandler {

  private static final String RETRY_SECONDS = "1";

  private final RequestMetrics metrics;

  ProblemErrorHandler(RequestMetrics metrics) {
    this.metrics = metrics;
  }

  /** All have a body. Jetty's own error pages are for browsers, and leave out PUT and DELETE. */
  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int status,
      @Nullable String message,
      @Nullable Throwable cause,
      Callback callback) {
    metrics.refused(code(status));
    ApiResponse reply = reply(status, HttpStatus.isClientError(status) ? message : null);
    HttpFields.Mutable headers = response.getHeaders();
    SecurityHeaders.putAlways(headers);
    for (HttpField each : reply.headers()) {
      headers.remove(each.getName()); // Jetty has set it, or an answer that failed
    }
    reply.send(response, callback);
  }

  /**
   * A reply for an HTTP status and a reason.
   *
   * @param reason why the server refuses the request, or null if the client must not see it
   */
  static ApiResponse reply(int status, @Nullable String reason) {
    String phrase = HttpStatus.getMessage(status);
    Problem problem =
        Problem.of(status, code(status), detail(status, reason == null ? phrase : reason));
    return switch (status) {
      case HttpStatus.PAYLOAD_TOO_LARGE_413 -> ApiResponse.problem(problem.with("field", "body"));
      case HttpStatus.TOO_MANY_REQUESTS_429, HttpStatus.SERVICE_UNAVAILABLE_503 ->
          ApiResponse.problem(problem).add(HttpHeader.RETRY_AFTER, RETRY_SECONDS);
      default -> ApiResponse.problem(problem);
    };
  }

  private static String code(int status) {
    return HttpStatus.getMessage(status).toLowerCase(Locale.ROOT).replace(' ', '-');
  }

  private static String detail(int status, String reason) {
    return switch (status) {
      case HttpStatus.UNAUTHORIZED_401 -> "a name and password are asked for";
      case HttpStatus.NOT_FOUND_404 -> "there is nothing at this path";
      case HttpStatus.PAYLOAD_TOO_LARGE_413 -> "body: may have 16,384 bytes";
      case HttpStatus.TOO_MANY_REQUESTS_429 -> "too many requests: try later";
      default -> reason;
    };
  }
}
