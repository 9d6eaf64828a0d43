package dev.ordercache.app.http;

import dev.ordercache.OrderQueryException;
import dev.ordercache.OverloadException;
import dev.ordercache.cacheaside.OrderCacheException;
import dev.ordercache.statuschange.StatusChangeStore.StatusChangeException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.pathmap.UriTemplatePathSpec;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * One path of the contract and what its methods do. Every failure becomes a problem: those that say
 * what the client did, those of the database and of the cache as 503, and any other as 500 without
 * its text.
 */
final class Route extends Handler.Abstract {

  private static final System.Logger LOG = System.getLogger(Route.class.getName());

  /** What one method does. */
  @FunctionalInterface
  interface Action {
    Reply handle(Call call);
  }

  private final UriTemplatePathSpec path;
  private final Map<String, Action> actions;
  private final RequestMetrics metrics;

  Route(String template, Map<String, Action> actions, RequestMetrics metrics) {
    this.path = new UriTemplatePathSpec(template);
    this.actions = actions;
    this.metrics = metrics;
  }

  UriTemplatePathSpec path() {
    return path;
  }

  /** The methods that it answers, for the check against the published contract. */
  Map<String, Action> actions() {
    return actions;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    long began = System.nanoTime();
    Reply reply = reply(request);
    String method = actions.containsKey(request.getMethod()) ? request.getMethod() : "other";
    metrics.record(path.getDeclaration(), method, reply, System.nanoTime() - began);
    reply.send(response, callback);
    return true;
  }

  private Reply reply(Request request) {
    String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
    Action action = actions.get(method);
    if (action == null) {
      String allowed = String.join(", ", allowed());
      return Reply.problem(
              Problem.of(405, "method-not-allowed", method + " is not one of " + allowed))
          .with(HttpHeader.ALLOW.asString(), allowed);
    }
    try {
      Map<String, String> parameters = path.getPathParams(request.getHttpURI().getCanonicalPath());
      return action.handle(new Call(request, parameters == null ? Map.of() : parameters));
    } catch (RuntimeException | Error e) {
      return failure(e);
    }
  }

  /** HEAD is GET without the body. */
  private Set<String> allowed() {
    Set<String> allowed = new TreeSet<>(actions.keySet());
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    return allowed;
  }

  private static Reply failure(Throwable e) {
    if (e instanceof Problem.RequestException bad) {
      return Reply.problem(bad.problem());
    }
    if (e instanceof HttpException http) {
      return ProblemErrorHandler.reply(http.getCode(), http.getReason());
    }
    if (e instanceof OverloadException) {
      return unavailable("overload", String.valueOf(e.getMessage()));
    }
    if (e instanceof OrderQueryException) {
      return unavailable("database-unavailable", "the orders can not be read now");
    }
    if (e instanceof StatusChangeException) {
      LOG.log(System.Logger.Level.WARNING, "Status change failed: {0}", e.getMessage());
      return unavailable(
          "database-unavailable", "the change may or may not have been made: read the order again");
    }
    if (e instanceof OrderCacheException) {
      return unavailable("cache-unavailable", "the cache can not be reached now");
    }
    LOG.log(System.Logger.Level.ERROR, "Request failed", e);
    return Reply.problem(Problem.of(500, "internal-error", "see the log"));
  }

  private static Reply unavailable(String code, String detail) {
    return Reply.problem(Problem.of(503, code, detail))
        .with(HttpHeader.RETRY_AFTER.asString(), "1");
  }
}
