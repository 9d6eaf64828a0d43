package dev.ordercache.statuschange;

import java.time.Duration;
import java.util.Set;

/**
 * What is not finished yet, in all processes.
 *
 * @param pending how many changes are pending, of as many at most as were asked for
 * @param oldestPending how long ago the first of these was accepted; zero without any
 * @param overdue for how long the one that waits longest could have been applied; zero if none
 *     could. One whose order somebody else has locked counts from when it was looked at last
 * @param unfinished how many have ended and were not told yet, of as many at most
 * @param oldestUnfinished how long ago the first of them ended; zero without any
 * @param greedy the principals of whom a tenth of as many changes as were asked for, or more, are
 *     pending
 */
public record Backlog(
    int pending,
    Duration oldestPending,
    Duration overdue,
    int unfinished,
    Duration oldestUnfinished,
    Set<String> greedy) {

  /** Nothing to do. */
  public static final Backlog NONE =
      new Backlog(0, Duration.ZERO, Duration.ZERO, 0, Duration.ZERO, Set.of());

  /** Takes a copy of the set. */
  public Backlog {
    greedy = Set.copyOf(greedy);
  }
}
