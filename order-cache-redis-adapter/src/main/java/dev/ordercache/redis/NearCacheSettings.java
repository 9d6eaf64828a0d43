package dev.ordercache.redis;

import java.time.Duration;

/**
 * Settings of a {@link RedisNearCache}.
 *
 * @param interval the pause between two confirmations, at least a millisecond
 * @param life how long a confirmation is valid, more than the interval: the maximum time for which
 *     a change of another process stays unseen when its event is lost
 */
public record NearCacheSettings(Duration interval, Duration life) {

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public NearCacheSettings {
    if (interval.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException(
          "the interval must be a millisecond or more, not " + interval);
    }
    if (life.compareTo(interval) <= 0) {
      throw new IllegalArgumentException("the life must be more than the interval, not " + life);
    }
  }

  /** Confirmed every 100 ms for 200 ms. */
  public static NearCacheSettings defaults() {
    return new NearCacheSettings(Duration.ofMillis(100), Duration.ofMillis(200));
  }
}
