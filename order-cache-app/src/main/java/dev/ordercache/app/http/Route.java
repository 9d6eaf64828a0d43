package dev.ordercache.app.http;

import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.ordercache.OrderQueryException;
import dev.ordercache.OverloadException;
import dev.ordercache.app.users.Caller;
import dev.ordercache.cache.OrderCacheException;
import dev.ordercache.statuschange.QuotaException;
import dev.ordercache.statuschange.StatusChangeException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.pathmap.UriTemplatePathSpec;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * One path of the contract and what its methods do. Every failure becomes a problem: the client's
 * errors, those of the database and of the cache as 503, and any other as 500 without its text.
 */
final class Route extends Handler.Abstract {

  private static final System.Logger LOG = System.getLogger(Route.class.getName());

  private final UriTemplatePathSpec path;
  private final Map<String, Operation> operations;
  private final RequestMetrics metrics;
  private final RequestsOfUsers users;
  private final @Nullable RequestGate gate;

  /**
   * With an operation for each method.
   *
   * @param users limits the requests of each user, at this path and others
   * @param gate limits the requests that run at a time, or null for no such limit
   */
  Route(
      String template,
      List<Operation> operations,
      RequestMetrics metrics,
      RequestsOfUsers users,
      @Nullable RequestGate gate) {
    this.path = new UriTemplatePathSpec(template);
    this.operations =
        operations.stream().collect(Collectors.toUnmodifiableMap(Operation::method, o -> o));
    this.metrics = metrics;
    this.users = users;
    this.gate = gate;
  }

  UriTemplatePathSpec path() {
    return path;
  }

  boolean hasParameters() {
    return path.getVariableCount() > 0;
  }

  /** Its operations, for the check against the published contract. */
  List<Operation> operations() {
    return List.copyOf(operations.values());
  }

  /** Whether all its methods are open without authentication. */
  boolean isOpen() {
    return operations.values().stream().allMatch(Operation::isOpen);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    long began = System.nanoTime();
    Optional<String> user =
        Optional.ofNullable(Authentication.caller(request)).flatMap(Caller::name);
    if (!users.begin(user)) {
      ApiResponse tooMany = ProblemErrorHandler.reply(HttpStatus.TOO_MANY_REQUESTS_429, null);
      answer(completedFuture(tooMany), began, response, new Sent(callback, () -> {}));
      return true;
    }
    Executor threads = request.getComponents().getExecutor();
    Executor executor = gate == null ? Runnable::run : task -> gate.execute(task, threads);
    Sent sent = new Sent(callback, () -> users.end(user));
    try {
      executor.execute(() -> answer(reply(request, executor), began, response, sent));
    } catch (RejectedExecutionException e) {
      answer(CompletableFuture.failedFuture(e), began, response, sent);
    }
    return true;
  }

  private void answer(
      CompletionStage<ApiResponse> reply, long began, Response response, Sent callback) {
    Request request = response.getRequest();
    String method = operations.containsKey(request.getMethod()) ? request.getMethod() : "other";
    CompletableFuture<ApiResponse> coming = reply.toCompletableFuture();
    if (!coming.isDone()) {
      request.addIdleTimeoutListener(timeout -> false); // it is idle because it waits
    }
    CompletableFuture<ApiResponse> unused =
        coming.whenComplete(
            (found, failure) -> {
              try {
                ApiResponse answer = failure == null ? found : failure(failure);
                metrics.record(path.getDeclaration(), method, answer, System.nanoTime() - began);
                if (answer.isStream()) {
                  callback.over();
                }
                answer.send(response, callback);
              } catch (RuntimeException | Error e) {
                Response.writeError(request, response, callback, e);
              }
            });
  }

  /** Notifies its listener once that an answer is sent or has failed. */
  private static final class Sent extends Callback.Nested {

    private final AtomicBoolean logged = new AtomicBoolean();
    private final Runnable listener;

    Sent(Callback callback, Runnable listener) {
      super(callback);
      this.listener = listener;
    }

    void over() {
      if (logged.compareAndSet(false, true)) {
        listener.run();
      }
    }

    @Override
    public void completed() {
      over();
    }
  }

  private CompletionStage<ApiResponse> reply(Request request, Executor executor) {
    String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
    Operation operation = operations.get(method);
    if (operation == null) {
      String allowed = String.join(", ", allowed());
      return completedFuture(
          ApiResponse.problem(
                  Problem.of(405, "method-not-allowed", method + " is not one of " + allowed))
              .add(HttpHeader.ALLOW, allowed));
    }
    try {
      ApiRequest call = new ApiRequest(request, parameters(request), operation.role(), executor);
      call.authorize();
      return operation.action().handle(call);
    } catch (RuntimeException | Error e) {
      return completedFuture(failure(e));
    }
  }

  private Map<String, String> parameters(Request request) {
    Map<String, String> parameters =
        hasParameters() ? path.getPathParams(request.getHttpURI().getCanonicalPath()) : null;
    return parameters == null ? Map.of() : parameters;
  }

  /** HEAD is GET without the body. */
  private Set<String> allowed() {
    Set<String> allowed = new TreeSet<>(operations.keySet());
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    return allowed;
  }

  private static ApiResponse failure(Throwable thrown) {
    Throwable e =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (e instanceof Problem.RequestException bad) {
      return bad.problem().status() == HttpStatus.UNAUTHORIZED_401
          ? Authentication.unauthorized()
          : ApiResponse.problem(bad.problem());
    }
    if (e instanceof HttpException http) {
      return ProblemErrorHandler.reply(http.getCode(), http.getReason());
    }
    if (e instanceof QuotaException) {
      return ApiResponse.problem(
              Problem.of(429, "too-many-changes", String.valueOf(e.getMessage())))
          .add(HttpHeader.RETRY_AFTER, "1");
    }
    if (e instanceof OverloadException || e instanceof RejectedExecutionException) {
      return unavailable("overload", String.valueOf(e.getMessage()));
    }
    if (e instanceof OrderQueryException) {
      return unavailable("database-unavailable", "the orders cannot be read now");
    }
    if (e instanceof StatusChangeException) {
      LOG.log(System.Logger.Level.WARNING, "Status change failed: {0}", e.getMessage());
      return unavailable(
          "database-unavailable",
          "it is not known whether this was done: ask again, with the same Idempotency-Key");
    }
    if (e instanceof OrderCacheException) {
      LOG.log(System.Logger.Level.WARNING, "The cache fails: {0}", e.getMessage());
      return unavailable(
          "cache-unavailable",
          "the cache cannot be reached now, or is another table's: see the log");
    }
    LOG.log(System.Logger.Level.ERROR, "Request failed", e);
    return ApiResponse.problem(Problem.of(500, "internal-error", "see the log"));
  }

  private static ApiResponse unavailable(String code, String detail) {
    return ApiResponse.problem(Problem.of(503, code, detail)).add(HttpHeader.RETRY_AFTER, "1");
  }
}
