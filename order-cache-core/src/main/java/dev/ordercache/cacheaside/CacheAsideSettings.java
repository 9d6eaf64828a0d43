package dev.ordercache.cacheaside;

import dev.ordercache.OrderStatus;
import dev.ordercache.Workflow;
import java.time.Duration;
import java.util.Set;

/**
 * Settings of a {@link CacheAsideOrderQuery}.
 *
 * @param cachedLists the statuses whose lists and counts are cached; other lists come from the
 *     database
 * @param maxLoads at most so many reads of the database at a time, 1 or more
 * @param maxQueued at most so many more that wait for their turn, 0 or more
 * @param queueTimeout how long they wait
 * @param lastKnown at most so many pages and counts are kept for the time when the database can not
 *     be read, 0 or more
 */
public record CacheAsideSettings(
    Set<OrderStatus> cachedLists,
    int maxLoads,
    int maxQueued,
    Duration queueTimeout,
    int lastKnown) {

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public CacheAsideSettings {
    cachedLists = Set.copyOf(cachedLists);
    if (maxLoads < 1) {
      throw new IllegalArgumentException("at least 1 load must be allowed, not " + maxLoads);
    }
    if (maxQueued < 0) {
      throw new IllegalArgumentException("a queue holds 0 or more, not " + maxQueued);
    }
    if (lastKnown < 0) {
      throw new IllegalArgumentException("0 or more values can be kept, not " + lastKnown);
    }
  }

  /**
   * The operators' statuses of the default workflow, 8 loads, 256 that wait at most a second, 200
   * values for the time without a database.
   */
  public static CacheAsideSettings defaults() {
    return new CacheAsideSettings(
        Workflow.defaults().operatorStatuses(), 8, 256, Duration.ofSeconds(1), 200);
  }
}
