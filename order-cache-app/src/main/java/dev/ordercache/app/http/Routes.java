package dev.ordercache.app.http;

import static dev.ordercache.app.http.Operation.atOnce;
import static dev.ordercache.app.http.Operation.later;
import static dev.ordercache.app.http.Operation.open;
import static dev.ordercache.app.users.Role.ADMIN;
import static dev.ordercache.app.users.Role.OPERATOR;
import static dev.ordercache.app.users.Role.VIEWER;
import static java.util.stream.Collectors.groupingBy;

import dev.ordercache.OrderQuery;
import dev.ordercache.app.events.EventHub;
import dev.ordercache.app.users.Logins;
import dev.ordercache.cache.OrderCache;
import dev.ordercache.consistency.ConsistencyReport;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.preload.BackgroundPreload;
import dev.ordercache.statuschange.StatusChanges;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** The paths of the contract ({@code openapi.yaml}), with their endpoints and required roles. */
public final class Routes {

  /** Fewer than the server has threads, so that a probe finds one. */
  private static final int REQUESTS_AT_ONCE = 150;

  private static final int REQUESTS_WAITING = 5_000;

  private static final int REQUESTS_OF_USER = 100;

  /** Paths that are answered however many requests wait. */
  private static final Pattern WATCHES = Pattern.compile("/health/.*|/metrics");

  private final List<Route> routes;
  private final StatusChangeEndpoints changes;
  private final EventHub events;
  private final OperationsEndpoints operations;
  private final RequestMetrics metrics;
  private final @Nullable Logins logins;

  /**
   * The parts that the routes need.
   *
   * @param orders answers reads
   * @param database answers reads that must not come from the cache
   * @param cache is invalidated by hand
   * @param changes applies status changes
   * @param changesAtOnce maximum number of requests that use {@code changes} at a time, 1 or more
   * @param plan has the statuses that are known
   * @param preload preloads again
   * @param consistency returns the report of the consistency checker
   * @param metrics counts, and is scraped
   * @param events sends events to clients
   * @param clock gives the time for the age of stale answers
   */
  public record Parts(
      OrderQuery orders,
      OrderQuery database,
      OrderCache cache,
      StatusChanges changes,
      int changesAtOnce,
      CachePlan plan,
      BackgroundPreload preload,
      Supplier<ConsistencyReport> consistency,
      PrometheusMeterRegistry metrics,
      EventHub events,
      InstantSource clock) {}

  /** Routes to these parts, without authentication. */
  public Routes(Parts parts) {
    this(parts, null);
  }

  /**
   * Routes to these parts.
   *
   * @param logins checks the credentials, or null for no authentication
   */
  public Routes(Parts parts, @Nullable Logins logins) {
    this.logins = logins;
    events = parts.events();
    ReadEndpoints reads = new ReadEndpoints(parts.orders(), parts.plan(), parts.clock());
    changes =
        new StatusChangeEndpoints(
            parts.database(),
            parts.changes(),
            parts.plan().workflow(),
            reads::status,
            parts.changesAtOnce());
    CacheEndpoints cache =
        new CacheEndpoints(parts.cache(), parts.preload(), parts.consistency(), reads::status);
    EventEndpoint streams = new EventEndpoint(events, reads::status);
    operations = new OperationsEndpoints(parts.preload(), parts.metrics());
    metrics = new RequestMetrics(parts.metrics());
    routes =
        routes(
            metrics,
            atOnce(VIEWER, "GET /api/orders", reads::list),
            atOnce(VIEWER, "GET /api/orders/{id}", reads::order),
            later(OPERATOR, "POST /api/orders/{id}/status-changes", changes::submit),
            atOnce(VIEWER, "GET /api/status-changes/{id}", changes::find),
            atOnce(OPERATOR, "DELETE /api/status-changes/{id}", changes::cancel),
            later(OPERATOR, "POST /api/status-changes/{id}/undo", changes::undo),
            atOnce(VIEWER, "GET /api/statuses", reads::statuses),
            atOnce(VIEWER, "GET /api/events", streams::open),
            atOnce(ADMIN, "DELETE /api/cache/orders/{id}", cache::forgetOrder),
            atOnce(ADMIN, "DELETE /api/cache/lists/{status}", cache::forgetList),
            atOnce(ADMIN, "DELETE /api/cache", cache::forgetEverything),
            atOnce(ADMIN, "POST /api/cache/preload", cache::preload),
            atOnce(ADMIN, "GET /api/cache/consistency", cache::consistency),
            open("GET /health/live", operations::live),
            open("GET /health/ready", operations::ready),
            atOnce(ADMIN, "GET /metrics", operations::metrics),
            atOnce(VIEWER, "GET /openapi.yaml", operations::contract));
  }

  private static List<Route> routes(RequestMetrics metrics, Operation... operations) {
    RequestGate gate = new RequestGate(REQUESTS_AT_ONCE, REQUESTS_WAITING);
    RequestsOfUsers users = new RequestsOfUsers(REQUESTS_OF_USER);
    Map<String, List<Operation>> byPath =
        Arrays.stream(operations)
            .collect(groupingBy(Operation::path, LinkedHashMap::new, Collectors.toList()));
    return byPath.entrySet().stream()
        .map(
            entry ->
                new Route(
                    entry.getKey(),
                    entry.getValue(),
                    metrics,
                    users,
                    WATCHES.matcher(entry.getKey()).matches() ? null : gate))
        .toList();
  }

  /** Requires a name and password except at the open paths, if there are users. */
  Handler authenticated(Handler handler) {
    Set<String> open =
        routes.stream()
            .filter(Route::isOpen)
            .map(route -> route.path().getDeclaration())
            .collect(Collectors.toUnmodifiableSet());
    return new Authentication(handler, open, logins, metrics);
  }

  /** Whether a request is for a probe, which is answered to every caller and under any load. */
  static boolean isProbe(Request request) {
    return request.getHttpURI().getCanonicalPath().startsWith("/health/");
  }

  RequestMetrics metrics() {
    return metrics;
  }

  /** Reports not ready from now on, so that load balancers use other instances. */
  void beginStop() {
    operations.beginStop();
  }

  /** Answers the requests that wait for the end of a change; from now on, no request waits. */
  void endWaits() {
    changes.endWaits();
  }

  /** Ends the streams of events, and refuses new ones. */
  void endStreams() {
    events.close();
  }

  List<Route> all() {
    return routes;
  }
}
