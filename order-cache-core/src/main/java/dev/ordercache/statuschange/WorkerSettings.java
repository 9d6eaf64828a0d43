package dev.ordercache.statuschange;

import java.time.Duration;

/**
 * Settings of the workers that apply accepted changes.
 *
 * @param grace the minimum time that a change waits before it is applied, so that its submitter can
 *     cancel it; zero to 1 hour
 * @param workers how many threads apply changes, 1 to 64; each needs a connection
 * @param orders the maximum number of orders whose changes a worker applies in one transaction, 1
 *     to 500
 * @param idle the maximum time until one of the workers, or each of them if there is a grace
 *     period, polls again after finding nothing, 10 ms to 1 minute. Workers are woken by changes
 *     that this process accepts, so this is for changes that other processes accept, for grace
 *     periods and for pauses after failures
 * @param sweepAfter how long after its commit the sweeper finishes a change that is still
 *     unfinished, 100 ms to 1 hour
 * @param retention how long terminal changes are kept, 1 minute or more
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
  public WorkerSettings withTimes(Duration maxIdle, Duration sweep, Duration keep) {
    return new WorkerSettings(grace, workers, orders, maxIdle, sweep, keep);
  }

  private static boolean isWithin(Duration value, Duration min, Duration max) {
    return value.compareTo(min) >= 0 && value.compareTo(max) <= 0;
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
