package dev.ordercache.app.events;

import dev.ordercache.event.Event;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The pending events of one client: the newest of each subject, or only a reset if there were too
 * many. Needs no memory while none is pending. Not safe for use by many threads.
 */
final class PendingEvents {

  private final int max;
  private final EventCounters counters;
  private @Nullable LinkedHashMap<Object, EncodedEvent> events;
  private boolean reset;

  PendingEvents(int max, EventCounters counters) {
    this.max = max;
    this.counters = counters;
  }

  boolean isEmpty() {
    return events == null && !reset;
  }

  /** A client that will read everything again needs none of the earlier events. */
  void reset() {
    counters.coalesced.add(events == null ? 0 : events.size());
    events = null;
    reset = true;
  }

  /**
   * Adds an event at the end, even if it replaces another one: its id may be sent only after all
   * events before it.
   */
  void add(EncodedEvent event) {
    if (event.event() instanceof Event.Reset) {
      reset();
      return;
    }
    if (reset) {
      counters.coalesced.increment();
      return;
    }
    LinkedHashMap<Object, EncodedEvent> waiting = events == null ? new LinkedHashMap<>(4) : events;
    if (waiting.remove(event.event().subject()) != null) {
      counters.coalesced.increment();
    }
    waiting.put(event.event().subject(), event);
    events = waiting;
    if (waiting.size() > max) {
      reset();
    }
  }

  /**
   * Takes all events, to be written at once.
   *
   * @param newest the newest position of all events that were added, including those no longer
   *     pending
   */
  ByteBuffer take(@Nullable String newest) {
    LinkedHashMap<Object, EncodedEvent> waiting = events;
    events = null;
    if (reset) {
      reset = false;
      counters.resets.increment();
      counters.sent.increment();
      return ByteBuffer.wrap(EventFormat.reset(newest));
    }
    if (waiting == null) {
      return ByteBuffer.allocate(0);
    }
    counters.sent.add(waiting.size());
    if (waiting.size() == 1) {
      return waiting.values().iterator().next().bytes().duplicate();
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream(waiting.size() * 80);
    for (EncodedEvent event : waiting.values()) {
      all.write(event.bytes().array(), 0, event.bytes().limit());
    }
    return ByteBuffer.wrap(all.toByteArray());
  }
}
