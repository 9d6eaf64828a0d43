package dev.ordercache.app.http;

import java.util.Locale;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Writes the errors that arise before or outside of a route as problem details too. */
final class ProblemErrorHandler extends ErrorHandler {

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int status,
      @Nullable String message,
      @Nullable Throwable cause,
      Callback callback) {
    Reply.problem(ofStatus(status)).send(response, callback);
  }

  /** The problem that says no more than an HTTP status does. */
  static Problem ofStatus(int status) {
    String detail =
        switch (status) {
          case HttpStatus.NOT_FOUND_404 -> "there is nothing at this path";
          case HttpStatus.PAYLOAD_TOO_LARGE_413 -> "a body may have 16,384 bytes";
          case HttpStatus.TOO_MANY_REQUESTS_429 -> "too many requests: try later";
          default -> HttpStatus.getMessage(status);
        };
    String code = HttpStatus.getMessage(status).toLowerCase(Locale.ROOT).replace(' ', '-');
    return Problem.of(status, code, detail);
  }
}
