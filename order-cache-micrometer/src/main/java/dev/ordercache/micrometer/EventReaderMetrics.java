package dev.ordercache.micrometer;

import dev.ordercache.event.EventReader;
import dev.ordercache.event.EventReaderStatus;
import io.micrometer.core.instrument.MeterRegistry;

/** Publishes the counts of events read from the event log: {@code order.cache.events.…}. */
public final class EventReaderMetrics {

  private EventReaderMetrics() {}

  /** Publishes the counts of this reader. */
  public static void bind(MeterRegistry registry, EventReader reader) {
    Meters<EventReaderStatus> meters =
        new Meters<>(registry, "order.cache.events.", reader::status);
    meters.counter("read", "Events read", EventReaderStatus::entries);
    meters.counter(
        "read.failures", "Times that events could not be read", EventReaderStatus::failures);
    meters.gauge(
        "lag.milliseconds",
        "Since the event log last answered, or -1",
        EventReaderStatus::lagMillis);
  }
}
