package dev.ordercache.memory;

import dev.ordercache.cache.CacheEntry;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.event.Event;
import dev.ordercache.event.EventLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The events of an {@link InMemoryOrderCache}, by the same rules as in a shared server. Safe for
 * use by many threads.
 */
public class InMemoryEventLog implements EventLog {

  private static final int MAX_PER_ENTRY = 200;

  private final NavigableMap<Long, List<Event>> entries = new TreeMap<>();
  private final int kept;
  private long last;

  /** An empty log that keeps this many entries. */
  public InMemoryEventLog(int kept) {
    this.kept = kept;
  }

  /** Loses everything, as a server that restarts empty. */
  public synchronized void flush() {
    entries.clear();
  }

  /** Publishes invalidations: for example of a change and its lists, or of everything. */
  void publishInvalidations(List<Invalidation> invalidations) {
    Set<CacheEntry> deleted = new LinkedHashSet<>();
    for (Invalidation invalidation : invalidations) {
      if (invalidation instanceof Invalidation.Entries some) {
        deleted.addAll(some.entries());
      }
    }
    publishDeleted(deleted);
    if (invalidations.contains(new Invalidation.Everything())) {
      publishReset();
    }
  }

  /** Publishes that these entries were deleted. */
  void publishDeleted(Set<CacheEntry> deleted) {
    if (deleted.size() > MAX_PER_ENTRY) {
      publishReset();
    } else if (!deleted.isEmpty()) {
      add(deleted.stream().map(InMemoryEventLog::event).toList());
    }
  }

  /** Publishes that anything may have changed. */
  void publishReset() {
    add(List.of(new Event.Reset()));
  }

  /**
   * Publishes events of any kind, as one entry.
   *
   * @return the position of all of them
   */
  public synchronized String add(List<? extends Event> events) {
    entries.put(++last, List.copyOf(events));
    if (entries.size() > kept) {
      entries.pollFirstEntry();
    }
    notifyAll();
    return Long.toString(last);
  }

  @Override
  public synchronized List<Entry> read(@Nullable String position, Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    Long place = position == null ? null : place(position);
    if (place == null || !isKnown(place)) {
      return List.of(new Entry(Long.toString(newest()), new Event.Reset()));
    }
    while (behind(place).isEmpty() && await(end - System.nanoTime())) {
      if (!isKnown(place)) {
        return List.of(new Entry(Long.toString(newest()), new Event.Reset()));
      }
    }
    List<Entry> found = new ArrayList<>();
    behind(place)
        .forEach(
            (at, events) ->
                events.forEach(event -> found.add(new Entry(Long.toString(at), event))));
    return found;
  }

  /** Whether no entry after this position was lost. */
  boolean isKnown(long place) {
    return entries.containsKey(place);
  }

  /** The entries after this position. */
  NavigableMap<Long, List<Event>> behind(long place) {
    return entries.tailMap(place, false);
  }

  /** The newest position; an empty log gets a reset first. */
  long newest() {
    if (entries.isEmpty()) {
      publishReset();
    }
    return entries.lastKey();
  }

  /** Waits for a call that adds an entry; returns false if the time is over. */
  private boolean await(long nanos) {
    if (nanos <= 0) {
      return false;
    }
    try {
      TimeUnit.NANOSECONDS.timedWait(this, nanos);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Event event(CacheEntry deleted) {
    return deleted instanceof CacheEntry.OrderEntry order
        ? new Event.OrderChanged(order.id())
        : new Event.ListChanged(((CacheEntry.ListEntry) deleted).status());
  }

  private static @Nullable Long place(String position) {
    return position.matches("[0-9]{1,18}") ? Long.valueOf(position) : null;
  }
}
