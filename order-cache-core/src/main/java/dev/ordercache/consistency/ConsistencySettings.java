package dev.ordercache.consistency;

import java.time.Duration;
import java.util.List;

/**
 * Settings of a {@link ConsistencyChecker}.
 *
 * @param within the times within which changes should be visible, ascending, each more than 0
 * @param sample the share of changes, 0 to 1, after which the cached order and pages are compared
 *     with the database although nothing is suspicious
 * @param queue the maximum number of changes followed at a time, 1 or more; others are dropped
 */
public record ConsistencySettings(List<Duration> within, double sample, int queue) {

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public ConsistencySettings {
    within = List.copyOf(within);
    Duration last = Duration.ZERO;
    for (Duration time : within) {
      if (time.compareTo(last) <= 0) {
        throw new IllegalArgumentException("the times must ascend from more than 0: " + within);
      }
      last = time;
    }
    if (!(sample >= 0 && sample <= 1)) {
      throw new IllegalArgumentException("a sample is a share from 0 to 1, not " + sample);
    }
    if (queue < 1) {
      throw new IllegalArgumentException("at least 1 change must be followed, not " + queue);
    }
  }

  /** 100 ms and 1 s, 1 % sampled, 10,000 changes. */
  public static ConsistencySettings defaults() {
    return new ConsistencySettings(
        List.of(Duration.ofMillis(100), Duration.ofSeconds(1)), 0.01, 10_000);
  }

  /** These settings with another sample. */
  public ConsistencySettings withSample(double share) {
    return new ConsistencySettings(within, share, queue);
  }
}
