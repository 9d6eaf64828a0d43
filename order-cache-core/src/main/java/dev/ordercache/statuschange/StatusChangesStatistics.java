package dev.ordercache.statuschange;

import dev.ordercache.event.ChangeState;
import java.util.Map;

/**
 * Counters of {@link StatusChanges} in this process.
 *
 * @param accepted changes stored
 * @param repeated submissions under a key that was used for the same change before
 * @param refused submissions that could only be rejected, or whose key was used for another change
 * @param ended changes brought to a terminal state, by that state
 * @param swept changes finished for other processes, or after this process' own failed cache steps
 * @param workerFailures rounds of workers that failed
 * @param sweeperFailures rounds of the sweeper that failed
 * @param completionFailures cache steps that failed and were left to the sweeper
 * @param compensationFailures compensations that failed
 * @param compensationsGivenUp changes that stay because they could not be compensated
 * @param backlog the unfinished changes of all processes, as of this one's last query
 * @param awaited outcomes that callers in this process wait for
 */
public record StatusChangesStatistics(
    long accepted,
    long repeated,
    long refused,
    Map<ChangeState, Long> ended,
    long swept,
    long workerFailures,
    long sweeperFailures,
    long completionFailures,
    long compensationFailures,
    long compensationsGivenUp,
    Backlog backlog,
    int awaited) {

  /** Keeps a copy of the map. */
  public StatusChangesStatistics {
    ended = Map.copyOf(ended);
  }
}
