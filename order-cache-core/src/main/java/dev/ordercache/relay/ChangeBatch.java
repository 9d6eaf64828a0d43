package dev.ordercache.relay;

import dev.ordercache.cache.OrderChange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The result of one poll of the change log.
 *
 * @param positions the log's own identifiers of the rows, for their acknowledgement
 * @param changes the changes in them
 * @param loggedAt for each change, in their order, the database's time when the statement that made
 *     it began: no later than its commit, and in a long transaction much earlier
 * @param polledAt the database's time when the poll began
 * @param everything whether a row records that all orders changed (TRUNCATE)
 * @param complete whether these are all rows that the poll's snapshot could see: only then are no
 *     further rows waiting
 */
public record ChangeBatch(
    List<Long> positions,
    List<OrderChange> changes,
    List<Instant> loggedAt,
    Instant polledAt,
    boolean everything,
    boolean complete) {

  /**
   * Keeps copies of the lists.
   *
   * @throws IllegalArgumentException if there are more or fewer times than changes
   */
  public ChangeBatch {
    positions = List.copyOf(positions);
    changes = List.copyOf(changes);
    loggedAt = List.copyOf(loggedAt);
    if (loggedAt.size() != changes.size()) {
      throw new IllegalArgumentException(
          loggedAt.size() + " times for " + changes.size() + " changes");
    }
  }

  /** Whether there is nothing to relay, and so nothing to acknowledge. */
  public boolean isEmpty() {
    return positions.isEmpty() && !everything;
  }

  /**
   * The maximum age of a change when the poll began, by the database's clock alone.
   *
   * @param index the change's index in the list
   * @return 0 or more
   */
  public Duration age(int index) {
    Duration age = Duration.between(loggedAt.get(index), polledAt);
    return age.isNegative() ? Duration.ZERO : age;
  }
}
