package dev.ordercache.app.events;

import dev.ordercache.event.Event;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one client: of each subject the newest event, or only a reset if those were too
 * many. Needs no memory while nothing waits. Not safe for use by many threads.
 */
final class PendingEvents {

  private final int most;
  private final EventCounters counters;
  private @Nullable LinkedHashMap<Object, Told> events;
  private boolean reset;

  PendingEvents(int most, EventCounters counters) {
    this.most = most;
    this.counters = counters;
  }

  boolean isEmpty() {
    return events == null && !reset;
  }

  /** Whoever will be told to read again needs nothing that came before that. */
  void reset() {
    counters.coalesced.add(events == null ? 0 : events.size());
    events = null;
    reset = true;
  }

  /**
   * Adds an event at the end, also if it replaces another one: its id may be told only after all
   * that came before it.
   */
  void add(Told told) {
    if (told.event() instanceof Event.Reset) {
      reset();
      return;
    }
    if (reset) {
      counters.coalesced.increment();
      return;
    }
    LinkedHashMap<Object, Told> waiting = events == null ? new LinkedHashMap<>(4) : events;
    if (waiting.remove(told.event().subject()) != null) {
      counters.coalesced.increment();
    }
    waiting.put(told.event().subject(), told);
    events = waiting;
    if (waiting.size() > most) {
      reset();
    }
  }

  /**
   * Takes everything, to be written at once.
   *
   * @param newest of all positions of what was added, also of what is not there any more
   */
  ByteBuffer take(@Nullable String newest) {
    LinkedHashMap<Object, Told> waiting = events;
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
    for (Told told : waiting.values()) {
      all.write(told.bytes().array(), 0, told.bytes().limit());
    }
    return ByteBuffer.wrap(all.toByteArray());
  }
}
