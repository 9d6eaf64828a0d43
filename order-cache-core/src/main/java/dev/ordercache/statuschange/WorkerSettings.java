package dev.ordercache.statuschange;

import java.time.Duration;

/**
 * Settings of those who apply accepted changes.
 *
 * @param grace how long a change waits at least before it is applied, so that its submitter can
 *     cancel it; zero to 1 hour
 * @param workers how many threads apply changes, 1 to 64; each needs a connection
 * @param orders of how many orders a worker applies changes in one transaction, 1 to 500
 * @param idle how long the workers together, and with a grace period each of them, wait at most
 *     before one looks again after finding nothing, 10 ms to 1 minute: they are woken by what this
 *     process accepts, so this is for what others have accepted, for grace periods and pauses after
 *     failures
 * @param sweepAfter how long after its commit a change is finished by the sweeper if nobody else
 *     has finished it, 100 ms to 1 hour
 * @param retention how long what has ended is kept, 1 minute or more
 */
public record WorkerSettings(
    Duration grace,
    int workers,
    int orders,
    Duration idle,
    Duration sweepAfter,
    Duration retention) {

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public WorkerSettings {
    require(isWithin(grace, Duration.ZERO, Duration.ofHours(1)), "grace: 0 to 1 h");
    require(workers >= 1 && workers <= 64, "workers must be 1 to 64");
    require(orders >= 1 && orders <= 500, "orders must be 1 to 500");
    require(isWithin(idle, Duration.ofMillis(10), Duration.ofMinutes(1)), "idle: 10 ms to 1 min");
    require(
        isWithin(sweepAfter, Duration.ofMillis(100), Duration.ofHours(1)),
        "sweepAfter: 100 ms to 1 h");
    require(retention.compareTo(Duration.ofMinutes(1)) >= 0, "retention: 1 min or more");
  }

  /**
   * No grace, four workers, 20 orders each, idle for 200 ms, swept after a second, kept for 7 days.
   */
  public static WorkerSettings defaults() {
    return new WorkerSettings(
        Duration.ZERO, 4, 20, Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofDays(7));
  }

  /** These settings with another grace period. */
  public WorkerSettings withGrace(Duration other) {
    return new WorkerSettings(other, workers, orders, idle, sweepAfter, retention);
  }

  /** These settings with another number of threads, and of orders in one transaction. */
  public WorkerSettings withWorkers(int threads, int ordersAtOnce) {
    return new WorkerSettings(grace, threads, ordersAtOnce, idle, sweepAfter, retention);
  }

  /** These settings with other times. */
  public WorkerSettings withTimes(Duration idleAtMost, Duration sweep, Duration keep) {
    return new WorkerSettings(grace, workers, orders, idleAtMost, sweep, keep);
  }

  private static boolean isWithin(Duration value, Duration least, Duration most) {
    return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
