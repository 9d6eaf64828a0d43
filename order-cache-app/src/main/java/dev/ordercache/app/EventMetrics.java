package dev.ordercache.app;

import dev.ordercache.app.events.EventHub;
import dev.ordercache.app.events.EventStatistics;
import dev.ordercache.micrometer.Meters;
import io.micrometer.core.instrument.MeterRegistry;

/** Publishes the counts of events sent to clients. */
final class EventMetrics {

  private EventMetrics() {}

  static void bind(MeterRegistry registry, EventHub hub) {
    Meters<EventStatistics> meters = new Meters<>(registry, "order.cache.events.", hub::statistics);
    meters.gauge("clients", "Clients of the events", EventStatistics::clients);
    meters.counter("opened", "Clients taken", EventStatistics::opened);
    meters.counter("sent", "Events handed to the network", EventStatistics::sent);
    meters.counter("coalesced", "Events made needless", EventStatistics::coalesced);
    meters.counter("resets", "Resets sent to clients", EventStatistics::resets);
    meters.counter("stuck", "Clients that did not read", EventStatistics::stuck);
    meters.counter("refused", "Clients too many", EventStatistics::refused);
    meters.counter("failures", "Clients given up for a fault", EventStatistics::failures);
  }
}
