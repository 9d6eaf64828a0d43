package dev.ordercache.relay;

import dev.ordercache.cache.OrderChange;
import java.time.Instant;

/**
 * A change that a relay has applied to the cache, and when it was committed, as exactly as the
 * relay can determine. Both bounds are values of {@link System#nanoTime} in this JVM.
 *
 * @param change the change
 * @param loggedAt the database's time when the statement that made it began
 * @param committedAfter it was committed no earlier: the last complete poll had not seen it, or, if
 *     that is later, the statement began then
 * @param committedBefore it was committed no later: a poll has seen it
 */
public record RelayedChange(
    OrderChange change, Instant loggedAt, long committedAfter, long committedBefore) {

  /**
   * @throws IllegalArgumentException if {@code committedAfter} is later than {@code
   *     committedBefore}
   */
  public RelayedChange {
    // values of nanoTime may overflow between the two
    if (committedBefore - committedAfter < 0) {
      throw new IllegalArgumentException(
          "committed after " + committedAfter + " and yet before " + committedBefore);
    }
  }
}
