package dev.ordercache.event;

import dev.ordercache.cache.OrderCacheException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events of all instances, the last few thousand of them, in one order. Losing them is
 * tolerable: whoever cannot be told what was lost is told to read again. Safe for use by many
 * threads.
 */
public interface EventLog {

  /**
   * One event and its place.
   *
   * @param position names the place, at most 50 visible ASCII characters without spaces. Several
   *     events may share one, and come in one answer then. To go on at a position is to go on
   *     behind all of them, so it may be remembered only with the last.
   */
  record Entry(String position, Event event) {}

  /**
   * Waits for events behind a position.
   *
   * @param position of an earlier entry, from whomever, or null to begin
   * @param atMost how long to wait for the first of them, more than zero
   * @return in order, all that is there up to some bound, or none if none came in time. If the
   *     position is null, or not known any more because it is too old or was lost, the answer comes
   *     at once: nothing but {@link Event.Reset} at the newest position, from which to go on. So
   *     whatever comes between two calls is told or known to be lost.
   * @throws OrderCacheException if the log cannot be reached; whoever tries again pauses before
   */
  List<Entry> read(@Nullable String position, Duration atMost);
}
