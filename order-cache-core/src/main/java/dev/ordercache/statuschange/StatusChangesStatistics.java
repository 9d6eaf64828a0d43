package dev.ordercache.statuschange;

import dev.ordercache.event.ChangeState;
import java.util.Map;

/**
 * What {@link StatusChanges} have done in this process.
 *
 * @param accepted changes written down
 * @param repeated submissions under a key that was used for the same change before
 * @param refused submissions that could only be rejected, or whose key was used for another change
 * @param ended changes brought to a final state, by that state
 * @param swept changes finished for others, or for this process' own failed cache steps
 * @param workerFailures rounds of workers that failed
 * @param sweeperFailures rounds of the sweeper that failed
 * @param completionFailures cache steps that failed and were left to the sweeper
 * @param compensationFailures compensations that failed
 * @param compensationsGivenUp changes that stay because they could not be compensated
 * @param backlog what was not finished, in all processes, when this one looked last
 * @param awaited changes whose outcome somebody waits for in this process
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
