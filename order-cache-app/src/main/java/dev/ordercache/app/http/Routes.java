package dev.ordercache.app.http;

import dev.ordercache.OrderQuery;
import dev.ordercache.Workflow;
import dev.ordercache.app.events.EventHub;
import dev.ordercache.cacheaside.OrderCache;
import dev.ordercache.consistency.ConsistencyReport;
import dev.ordercache.statuschange.StatusChanges;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Request;

/** The paths of the contract ({@code openapi.yaml}) and who answers them. */
public final class Routes {

  /** Fewer than the server has threads, so that a probe finds one. */
  private static final int REQUESTS_AT_ONCE = 150;

  private static final int REQUESTS_WAITING = 5_000;

  private final List<Route> routes;
  private final StatusChangeEndpoints changes;
  private final EventHub events;
  private final OperationsEndpoints operations;
  private final RequestMetrics metrics;

  /**
   * What the routes need.
   *
   * @param orders answers reads
   * @param database answers what must not come from the cache
   * @param cache is invalidated by hand
   * @param changes changes statuses
   * @param changesAtOnce how many requests may use them at a time, 1 or more
   * @param workflow the statuses that are known
   * @param preload preloads again
   * @param consistency tells what the consistency checker has found
   * @param metrics counts, and is scraped
   * @param events tells clients what has changed
   * @param clock tells the age of stale answers
   */
  public record Parts(
      OrderQuery orders,
      OrderQuery database,
      OrderCache cache,
      StatusChanges changes,
      int changesAtOnce,
      Workflow workflow,
      PreloadRunner preload,
      Supplier<ConsistencyReport> consistency,
      PrometheusMeterRegistry metrics,
      EventHub events,
      InstantSource clock) {}

  /** Routes to these parts. */
  public Routes(Parts parts) {
    events = parts.events();
    ReadEndpoints reads = new ReadEndpoints(parts.orders(), parts.workflow(), parts.clock());
    changes =
        new StatusChangeEndpoints(
            parts.database(),
            parts.changes(),
            parts.workflow(),
            reads::status,
            parts.changesAtOnce());
    CacheEndpoints cache =
        new CacheEndpoints(parts.cache(), parts.preload(), parts.consistency(), reads::status);
    EventEndpoint streams = new EventEndpoint(events, reads::status);
    operations = new OperationsEndpoints(parts.preload(), parts.metrics());
    metrics = new RequestMetrics(parts.metrics());
    Executor gate = new RequestGate(REQUESTS_AT_ONCE, REQUESTS_WAITING);
    routes =
        List.of(
            Route.of("/api/orders", Map.of("GET", reads::list), metrics, gate),
            Route.of("/api/orders/{id}", Map.of("GET", reads::order), metrics, gate),
            Route.later(
                "/api/orders/{id}/status-changes", Map.of("POST", changes::submit), metrics, gate),
            Route.of(
                "/api/status-changes/{id}",
                Map.of("GET", changes::find, "DELETE", changes::cancel),
                metrics,
                gate),
            Route.later(
                "/api/status-changes/{id}/undo", Map.of("POST", changes::undo), metrics, gate),
            Route.of("/api/statuses", Map.of("GET", reads::statuses), metrics, gate),
            Route.of("/api/events", Map.of("GET", streams::open), metrics, gate),
            Route.of("/api/cache/orders/{id}", Map.of("DELETE", cache::forgetOrder), metrics, gate),
            Route.of(
                "/api/cache/lists/{status}", Map.of("DELETE", cache::forgetList), metrics, gate),
            Route.of("/api/cache", Map.of("DELETE", cache::forgetEverything), metrics, gate),
            Route.of("/api/cache/preload", Map.of("POST", cache::preload), metrics, gate),
            Route.of("/api/cache/consistency", Map.of("GET", cache::consistency), metrics, gate),
            Route.of("/health/live", Map.of("GET", operations::live), metrics, Runnable::run),
            Route.of("/health/ready", Map.of("GET", operations::ready), metrics, Runnable::run),
            Route.of("/metrics", Map.of("GET", operations::metrics), metrics, Runnable::run),
            Route.of("/openapi.yaml", Map.of("GET", operations::contract), metrics, gate));
  }

  /** Whether a request is for a probe, which is answered to anybody, whatever else is going on. */
  static boolean isProbe(Request request) {
    return request.getHttpURI().getCanonicalPath().startsWith("/health/");
  }

  RequestMetrics metrics() {
    return metrics;
  }

  /** Is not ready from now on, so that load balancers turn to other instances. */
  void beginStop() {
    operations.beginStop();
  }

  /** Answers those who wait for the end of a change, and lets nobody wait any more. */
  void endWaits() {
    changes.endWaits();
  }

  /** Ends the answers that would never end by themselves, and refuses new ones. */
  void endStreams() {
    events.close();
  }

  List<Route> all() {
    return routes;
  }
}
