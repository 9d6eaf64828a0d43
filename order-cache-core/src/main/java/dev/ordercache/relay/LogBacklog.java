package dev.ordercache.relay;

import java.time.Duration;

/**
 * The changes that no relay has applied to the cache yet, as visible to every instance.
 *
 * @param unread how many rows of the change log wait, counted up to the requested maximum. Rows
 *     that a new epoch has made needless count until they are deleted.
 * @param oldest how long ago the first of these was logged, by the database's clock; zero if there
 *     are none. The time is that of the statement, so the rows of a long transaction are old at its
 *     commit.
 */
public record LogBacklog(int unread, Duration oldest) {

  /** No row waits. */
  public static final LogBacklog NONE = new LogBacklog(0, Duration.ZERO);

  /**
   * @throws IllegalArgumentException if a value is negative
   */
  public LogBacklog {
    if (unread < 0 || oldest.isNegative()) {
      throw new IllegalArgumentException(unread + " rows, the oldest of " + oldest);
    }
  }
}
