package dev.ordercache.relay;

import dev.ordercache.cache.OrderChange;
import java.time.Instant;

/**
 * A change that a relay has carried into the cache, and when it was committed, as exactly as the
 * relay can know. Both bounds are values of {@link System#nanoTime} in this JVM.
 *
 * @param change what was changed
 * @param loggedAt the database's time when the statement that made it began
 * @param committedAfter it was committed no earlier: the last poll that left nothing behind had not
 *     seen it, or, if that is later, the statement began then
 * @param committedBefore it was committed no later: a poll has seen it
 */
public record CarriedChange(
    OrderChange change, Instant loggedAt, long committedAfter, long committedBefore) {

  /**
   * @throws IllegalArgumentException if it was committed later than before
   */
  public CarriedChange {
    // values of nanoTime may overflow between the two
    if (committedBefore - committedAfter < 0) {
      throw new IllegalArgumentException(
          "committed after " + committedAfter + " and yet before " + committedBefore);
    }
  }
}
