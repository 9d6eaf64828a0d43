package dev.ordercache.app.events;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last events that were told, for those who resume. Not safe for use by many threads. */
final class RecentEvents {

  private final ArrayDeque<Told> events = new ArrayDeque<>();
  private final int most;
  private long count;
  private @Nullable String forgotten;

  RecentEvents(int most) {
    this.most = most;
  }

  void add(List<Told> newer) {
    events.addAll(newer);
    count += newer.size();
    while (events.size() > most) {
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

  /** All that came after a position, in order, or null if that is not known. */
  @Nullable List<Told> after(String position) {
    ArrayDeque<Told> later = new ArrayDeque<>();
    for (Iterator<Told> newestFirst = events.descendingIterator(); newestFirst.hasNext(); ) {
      Told told = newestFirst.next();
      if (told.position().equals(position)) {
        return List.copyOf(later);
      }
      later.addFirst(told);
    }
    return position.equals(forgotten) ? List.copyOf(later) : null;
  }
}
