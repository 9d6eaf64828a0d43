package dev.ordercache.relay;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Determines, by this instance's monotonic clock, bounds for the commit times of one term's
 * changes. The database's time of a statement is not enough: its transaction may have been open for
 * an hour, and then the change is no older than the last poll that did not see it. Used by one
 * thread.
 */
final class CommitTimes {

  private @Nullable Long lastComplete;

  /** Every change committed before this time has been reported. */
  void nothingBefore(long began) {
    lastComplete = began;
  }

  /**
   * The changes of the term's next poll.
   *
   * @param began before the poll, by {@link System#nanoTime}
   * @param ended after it
   */
  List<RelayedChange> of(ChangeBatch batch, long began, long ended) {
    List<RelayedChange> relayed = new ArrayList<>(batch.changes().size());
    for (int i = 0; i < batch.changes().size(); i++) {
      long oldest = batch.age(i).toNanos();
      if (lastComplete != null) {
        oldest = Math.min(oldest, began - lastComplete);
      }
      relayed.add(
          new RelayedChange(
              batch.changes().get(i), batch.loggedAt().get(i), began - oldest, ended));
    }
    if (batch.complete()) {
      lastComplete = began;
    }
    return relayed;
  }
}
