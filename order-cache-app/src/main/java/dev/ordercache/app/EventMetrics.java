package dev.ordercache.app;

import dev.ordercache.app.events.EventHub;
import dev.ordercache.app.events.EventStatistics;
import dev.ordercache.event.EventReader;
import dev.ordercache.event.EventReaderStatus;
import io.micrometer.core.instrument.MeterRegistry;

/** Publishes the counts of events read from the log and sent to clients. */
final class EventMetrics {

  private static final String PREFIX = "order.cache.events.";

  private EventMetrics() {}

  static void bind(MeterRegistry registry, EventHub hub) {
    Meters<EventStatistics> meters = new Meters<>(registry, PREFIX, hub::statistics);
    meters.gauge("clients", "Clients that are told events", EventStatistics::clients);
    meters.counter("opened", "Clients taken", EventStatistics::opened);
    meters.counter("sent", "Events handed to the network", EventStatistics::sent);
    meters.counter("coalesced", "Events made needless", EventStatistics::coalesced);
    meters.counter("resets", "Clients told to read again", EventStatistics::resets);
    meters.counter("stuck", "Clients that did not read", EventStatistics::stuck);
    meters.counter("refused", "Clients too many", EventStatistics::refused);
    meters.counter("failures", "Clients given up for a fault", EventStatistics::failures);
  }

  static void bind(MeterRegistry registry, EventReader reader) {
    Meters<EventReaderStatus> meters = new Meters<>(registry, PREFIX, reader::status);
    meters.counter("read", "Events read", EventReaderStatus::entries);
    meters.counter(
        "read.failures", "Times that events could not be read", EventReaderStatus::failures);
    meters.gauge(
        "lag.milliseconds",
        "Since the event log last answered, or -1",
        EventReaderStatus::lagMillis);
  }
}
