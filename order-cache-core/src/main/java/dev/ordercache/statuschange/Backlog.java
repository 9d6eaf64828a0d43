package dev.ordercache.statuschange;

import java.time.Duration;
import java.util.Set;

/**
 * The unfinished changes of all processes.
 *
 * @param pending how many changes are pending, counted up to the requested maximum
 * @param oldestPending how long ago the first of these was accepted; zero if there are none
 * @param overdue how long the change that waits longest could have been applied; zero if none
 *     could. A change whose order another session has locked counts from when it was last examined
 * @param unfinished how many are applied or terminal and not published yet, up to the same maximum
 * @param oldestUnfinished how long ago the first of them was applied or ended; zero if there are
 *     none
 * @param greedy the principals that have a tenth of the requested maximum, or more, pending
 */
public record Backlog(
    int pending,
    Duration oldestPending,
    Duration overdue,
    int unfinished,
    Duration oldestUnfinished,
    Set<String> greedy) {

  /** No unfinished changes. */
  public static final Backlog NONE =
      new Backlog(0, Duration.ZERO, Duration.ZERO, 0, Duration.ZERO, Set.of());

  /** Takes a copy of the set. */
  public Backlog {
    greedy = Set.copyOf(greedy);
  }
}
