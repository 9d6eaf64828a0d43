package dev.ordercache.app.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Times requests by route, method and status, and counts requests and connections that are refused
 * before they have a route. Safe for use by many threads.
 */
final class RequestMetrics {

  private record Series(String route, String method, int status) {}

  private final MeterRegistry registry;
  private final ConcurrentHashMap<Series, Timer> timers = new ConcurrentHashMap<>();

  RequestMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void record(String route, String method, ApiResponse reply, long nanos) {
    timers
        .computeIfAbsent(new Series(route, method, reply.status()), this::timer)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Counts a request, or a connection, that was refused; there are few reasons. */
  void refused(String reason) {
    Counter.builder("http.server.refused")
        .description("Requests that had no route, and connections that were closed, by the reason")
        .tag("reason", reason)
        .register(registry)
        .increment();
  }

  void connections(ConnectionCounts counts) {
    Gauge.builder("http.server.connections", counts, ConnectionCounts::size)
        .description("Connections that are open")
        .register(registry);
  }

  void tls(Tls tls) {
    Gauge.builder("http.server.tls.failing", tls, files -> files.failing() ? 1 : 0)
        .description("Whether the files for TLS have changed and cannot be used as they are now")
        .register(registry);
  }

  private Timer timer(Series series) {
    return Timer.builder("http.server.requests")
        .description("Time to handle a request, until its answer is ready to be sent")
        .tag("route", series.route())
        .tag("method", series.method())
        .tag("status", Integer.toString(series.status()))
        .publishPercentileHistogram()
        .register(registry);
  }
}
