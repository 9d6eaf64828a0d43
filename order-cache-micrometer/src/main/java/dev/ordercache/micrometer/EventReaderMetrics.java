package dev.ordercache.micrometer;

import dev.ordercache.event.EventReader;
import dev.ordercache.event.EventReaderStatistics;
import io.micrometer.core.instrument.MeterRegistry;

/** Publishes the counts of events read from the event log: {@code order.cache.events.…}. */
public final class EventReaderMetrics {

  private EventReaderMetrics() {}

  /** Publishes the counts of this reader. */
  public static void bind(MeterRegistry registry, EventReader reader) {
    Meters<EventReaderStatistics> meters =
        new Meters<>(registry, "order.cache.events.", reader::statistics);
    meters.counter("read", "Events read", EventReaderStatistics::entries);
    meters.counter(
        "read.failures", "Times that events could not be read", EventReaderStatistics::failures);
    meters.gauge(
        "lag.milliseconds",
        "Since the event log last answered, or -1",
        EventReaderStatistics::lagMillis);
  }
}
