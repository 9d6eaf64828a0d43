package dev.ordercache.event;

import dev.ordercache.cacheaside.OrderCacheException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events of all instances, the last few thousand of them, in one order. Losing them is
 * tolerable: whoever can not be told what was lost is told to read again. Safe for use by many
 * threads.
 */
public interface EventLog {

  /**
   * One event and its place.
   *
   * @param position names the place, at most 50 visible ASCII characters; several events may share
   *     one
   */
  record Entry(String position, Event event) {}

  /**
   * Waits for events after a position.
   *
   * @param position of an earlier entry, or null for whatever comes from now on
   * @param atMost how long to wait for the first of them, more than zero
   * @return in order, none if none came in time. If the position is not known any more, because it
   *     is too old or was lost, the first is {@link Event.Reset} at the newest position.
   * @throws OrderCacheException if the log can not be reached
   */
  List<Entry> read(@Nullable String position, Duration atMost);
}
