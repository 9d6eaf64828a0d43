package dev.ordercache.invalidation;

import java.time.Duration;

/**
 * Settings of a {@link ChangeRelay}.
 *
 * @param stalenessBound how long the guard vouches for the cache after a round began; more than
 *     four times the interval
 * @param interval the pause between two rounds of a leader, when nothing is waiting
 * @param electionInterval the pause between two attempts to become the leader
 * @param batch at most so many changes are taken in one round, 1 to 10,000
 * @param policy what a change touches
 * @param listener learns what the relay has carried
 */
public record RelaySettings(
    Duration stalenessBound,
    Duration interval,
    Duration electionInterval,
    int batch,
    InvalidationPolicy policy,
    ChangeListener listener) {

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public RelaySettings {
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException("the relay's interval must be more than 0");
    }
    if (electionInterval.isNegative() || electionInterval.isZero()) {
      throw new IllegalArgumentException("the election interval must be more than 0");
    }
    if (stalenessBound.compareTo(interval.multipliedBy(4)) <= 0) {
      throw new IllegalArgumentException(
          "the staleness bound must be more than four times the relay's interval of "
              + interval.toMillis()
              + " ms");
    }
    if (batch < 1 || batch > 10_000) {
      throw new IllegalArgumentException("a relay's batch is 1 to 10,000 changes, not " + batch);
    }
  }

  /**
   * A bound of 2 s, a round every 25 ms, an election every 250 ms, 1,000 changes a round, and
   * nobody who learns of them.
   */
  public static RelaySettings defaults() {
    return new RelaySettings(
        Duration.ofSeconds(2),
        Duration.ofMillis(25),
        Duration.ofMillis(250),
        1_000,
        InvalidationPolicy.orderAndLists(),
        changes -> {});
  }

  /** These settings with another staleness bound. */
  public RelaySettings withStalenessBound(Duration bound) {
    return new RelaySettings(bound, interval, electionInterval, batch, policy, listener);
  }

  /** These settings with somebody who learns what the relay has carried. */
  public RelaySettings withListener(ChangeListener other) {
    return new RelaySettings(stalenessBound, interval, electionInterval, batch, policy, other);
  }
}
