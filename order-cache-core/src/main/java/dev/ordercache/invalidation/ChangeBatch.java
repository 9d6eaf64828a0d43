package dev.ordercache.invalidation;

import java.util.List;

/**
 * What one poll of the change log found.
 *
 * @param positions the log's own names of the rows, for their acknowledgement
 * @param changes the changes in them
 * @param everything whether a row says that all orders changed (TRUNCATE)
 * @param complete whether this is all that the poll's snapshot could see: only then is nothing
 *     waiting behind it
 */
public record ChangeBatch(
    List<Long> positions, List<OrderChange> changes, boolean everything, boolean complete) {

  /** Keeps copies of the lists. */
  public ChangeBatch {
    positions = List.copyOf(positions);
    changes = List.copyOf(changes);
  }
}
