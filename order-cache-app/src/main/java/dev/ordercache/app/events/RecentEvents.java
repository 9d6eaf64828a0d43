package dev.ordercache.app.events;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last events that were published, for clients that resume. Not safe for use by many threads.
 */
final class RecentEvents {

  private final ArrayDeque<EncodedEvent> events = new ArrayDeque<>();
  private final int max;
  private long count;
  private @Nullable String forgotten;

  RecentEvents(int max) {
    this.max = max;
  }

  void add(List<EncodedEvent> newer) {
    events.addAll(newer);
    count += newer.size();
    while (events.size() > max) {
      forgotten = events.removeFirst().position();
    }
  }

  /** How many there were since the start. */
  long count() {
    return count;
  }

  @Nullable String newest() {
    return events.isEmpty() ? null : events.getLast().position();
  }

  /** All events after a position, in order, or null if the position is not known. */
  @Nullable List<EncodedEvent> after(String position) {
    ArrayDeque<EncodedEvent> later = new ArrayDeque<>();
    for (Iterator<EncodedEvent> newestFirst = events.descendingIterator();
        newestFirst.hasNext(); ) {
      EncodedEvent event = newestFirst.next();
      if (event.position().equals(position)) {
        return List.copyOf(later);
      }
      later.addFirst(event);
    }
    return position.equals(forgotten) ? List.copyOf(later) : null;
  }
}
