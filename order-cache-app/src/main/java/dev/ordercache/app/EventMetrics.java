package dev.ordercache.app;

import dev.ordercache.app.events.EventHub;
import dev.ordercache.app.events.EventReader;
import dev.ordercache.app.events.EventStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** Publishes what clients were told. */
final class EventMetrics {

  private EventMetrics() {}

  static void bind(MeterRegistry registry, EventHub hub) {
    Gauge.builder("order.cache.events.clients", hub, h -> h.statistics().clients())
        .description("Clients that are told events")
        .register(registry);
    counter(registry, hub, "opened", "Clients taken", EventStatistics::opened);
    counter(registry, hub, "sent", "Events handed to the network", EventStatistics::sent);
    counter(registry, hub, "coalesced", "Events made needless", EventStatistics::coalesced);
    counter(registry, hub, "resets", "Clients told to read again", EventStatistics::resets);
    counter(registry, hub, "stuck", "Clients that did not read", EventStatistics::stuck);
    counter(registry, hub, "refused", "Clients too many", EventStatistics::refused);
    counter(registry, hub, "failures", "Clients given up for a fault", EventStatistics::failures);
  }

  static void bind(MeterRegistry registry, EventReader reader) {
    FunctionCounter.builder("order.cache.events.read", reader, r -> r.status().entries())
        .description("Events read")
        .register(registry);
    FunctionCounter.builder("order.cache.events.read.failures", reader, r -> r.status().failures())
        .description("Times that events could not be read")
        .register(registry);
    Gauge.builder("order.cache.events.lag.milliseconds", reader, r -> r.status().lagMillis())
        .description("Since the event log last answered, or -1")
        .register(registry);
  }

  private static void counter(
      MeterRegistry registry,
      EventHub hub,
      String name,
      String description,
      ToDoubleFunction<EventStatistics> value) {
    FunctionCounter.builder(
            "order.cache.events." + name, hub, h -> value.applyAsDouble(h.statistics()))
        .description(description)
        .register(registry);
  }
}
