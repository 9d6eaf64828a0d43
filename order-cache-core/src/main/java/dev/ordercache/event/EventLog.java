package dev.ordercache.event;

import dev.ordercache.cache.OrderCacheException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events of all instances, the last few thousand of them, in one order. Losing events is
 * tolerable: a reader that may have missed some is notified to read again. Safe for use by many
 * threads.
 */
public interface EventLog {

  /**
   * One event and its position.
   *
   * @param position at most 50 visible ASCII characters without spaces. Several events may share
   *     one, and are then returned together. Reading on from a position skips all of them, so it
   *     may be stored only after the last.
   */
  record Entry(String position, Event event) {}

  /**
   * Waits for events after a position.
   *
   * @param position of an earlier entry, returned to any reader, or null to begin
   * @param timeout the maximum time to wait for the first of them, more than zero
   * @return in order, all available events up to some bound, or none if none came in time. If the
   *     position is null, or no longer known because it is too old or was lost, the call returns at
   *     once: only {@link Event.Reset} at the newest position, from which to continue. So every
   *     event between two calls is either returned or reported as lost.
   * @throws OrderCacheException if the log cannot be reached; callers must pause before they retry
   */
  List<Entry> read(@Nullable String position, Duration timeout);
}
