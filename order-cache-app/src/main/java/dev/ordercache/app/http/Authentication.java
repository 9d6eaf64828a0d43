package dev.ordercache.app.http;

import dev.ordercache.app.users.Caller;
import dev.ordercache.app.users.Login;
import dev.ordercache.app.users.Logins;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates callers by HTTP Basic, and refuses all others; open paths need no authentication. A
 * request whose password is being compared holds no thread.
 */
final class Authentication extends Handler.Wrapper {

  private static final String CALLER = Caller.class.getName();

  private final Set<String> open;
  private final @Nullable Logins logins;
  private final RequestMetrics metrics;

  /**
   * In front of a handler.
   *
   * @param open the open paths, which have no parameters
   * @param logins checks the credentials, or null for no authentication
   * @param metrics counts the refused requests
   */
  Authentication(
      Handler handler, Set<String> open, @Nullable Logins logins, RequestMetrics metrics) {
    super(handler);
    this.open = open;
    this.logins = logins;
    this.metrics = metrics;
  }

  /** The caller, or null at an open path. */
  static @Nullable Caller caller(Request request) {
    return (Caller) request.getAttribute(CALLER);
  }

  /** The answer to a request without valid credentials. */
  static ApiResponse unauthorized() {
    Problem problem = Problem.of(401, "unauthorized", "a name and password are asked for");
    return ApiResponse.problem(problem).add(HttpHeader.WWW_AUTHENTICATE, Credentials.CHALLENGE);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (open.contains(Request.getPathInContext(request))) {
      return super.handle(request, response, callback);
    }
    if (logins == null) {
      return pass(Caller.unauthenticated(), request, response, callback);
    }
    CompletableFuture<Login> login = login(logins, request);
    if (login.isDone()) {
      return answer(login.join(), request, response, callback);
    }
    CompletableFuture<Void> unused =
        login
            .thenAcceptAsync(
                end -> answerLater(end, request, response, callback),
                request.getComponents().getExecutor())
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    Response.writeError(request, response, callback, failure);
                  }
                });
    return true;
  }

  private static CompletableFuture<Login> login(Logins logins, Request request) {
    List<String> lines = request.getHeaders().getValuesList(HttpHeader.AUTHORIZATION);
    if (lines.isEmpty()) {
      return CompletableFuture.completedFuture(new Login.Refused());
    }
    String source = Source.name(request);
    return Credentials.parse(lines)
        .map(sent -> logins.login(sent.name(), sent.password(), source))
        .orElseGet(
            () -> {
              logins.countMalformed(source);
              return CompletableFuture.completedFuture(new Login.Refused());
            });
  }

  private void answerLater(Login login, Request request, Response response, Callback callback) {
    try {
      if (!answer(login, request, response, callback)) {
        Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
      }
    } catch (Exception e) {
      Response.writeError(request, response, callback, e);
    }
  }

  private boolean answer(Login login, Request request, Response response, Callback callback)
      throws Exception {
    if (login instanceof Login.Accepted accepted) {
      return pass(accepted.caller(), request, response, callback);
    }
    metrics.refused(code(login));
    refusal(login).send(response, callback);
    return true;
  }

  private boolean pass(Caller caller, Request request, Response response, Callback callback)
      throws Exception {
    request.setAttribute(CALLER, caller);
    return super.handle(request, response, callback);
  }

  private static String code(Login login) {
    return login instanceof Login.Slowed
        ? "too-many-failed-logins"
        : login instanceof Login.Busy ? "overload" : "unauthorized";
  }

  static ApiResponse refusal(Login login) {
    if (login instanceof Login.Slowed slowed) {
      long seconds = slowed.pause().plus(Duration.ofSeconds(1).minusNanos(1)).toSeconds();
      String detail = "too many logins have failed: try again in " + seconds + " s";
      return ApiResponse.problem(Problem.of(429, code(login), detail))
          .add(HttpHeader.RETRY_AFTER, Long.toString(seconds));
    }
    if (login instanceof Login.Busy) {
      return ApiResponse.problem(Problem.of(503, code(login), "too many log in at a time"))
          .add(HttpHeader.RETRY_AFTER, "1");
    }
    return unauthorized();
  }
}
