package dev.ordercache.redis;

import dev.ordercache.OrderStatus;
import dev.ordercache.Workflow;
import java.time.Duration;
import java.util.Set;

/**
 * Settings of a {@link RedisNearCache}.
 *
 * @param lists the statuses whose lists and counts are answered from memory, best the few that are
 *     read all the time
 * @param interval the pause between two confirmations, at least a millisecond
 * @param life how long a confirmation is of use, more than the interval: the longest that a change
 *     of another process stays unseen when its push is lost
 */
public record NearCacheSettings(Set<OrderStatus> lists, Duration interval, Duration life) {

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public NearCacheSettings {
    lists = Set.copyOf(lists);
    if (interval.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException(
          "the interval must be a millisecond or more, not " + interval);
    }
    if (life.compareTo(interval) <= 0) {
      throw new IllegalArgumentException("the life must be more than the interval, not " + life);
    }
  }

  /** These settings for other statuses. */
  public NearCacheSettings withLists(Set<OrderStatus> others) {
    return new NearCacheSettings(others, interval, life);
  }

  /** The operators' statuses of the default workflow, confirmed every 100 ms for 200 ms. */
  public static NearCacheSettings defaults() {
    return new NearCacheSettings(
        Workflow.defaults().operatorStatuses(), Duration.ofMillis(100), Duration.ofMillis(200));
  }
}
