package dev.ordercache.relay;

import java.time.Duration;

/**
 * What no relay has carried into the cache yet, as the database shows it to everybody.
 *
 * @param unread how many rows of the change log wait, of as many at most as were asked for. Those
 *     that a new epoch has made needless count until they are deleted.
 * @param oldest how long ago the first of these was logged, by the database's clock; zero without
 *     any. The time is that of the statement, so what a long transaction logs is old at its commit.
 */
public record LogBacklog(int unread, Duration oldest) {

  /** Nothing waits. */
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
