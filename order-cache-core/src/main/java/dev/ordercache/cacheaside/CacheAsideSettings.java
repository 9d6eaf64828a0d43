package dev.ordercache.cacheaside;

import java.time.Duration;

/**
 * Settings of a {@link CacheAsideOrderQuery}.
 *
 * @param maxLoads the maximum number of database reads at a time, 1 or more
 * @param maxQueued the maximum number of further reads that wait for their turn, 0 or more
 * @param queueTimeout the maximum time that they wait
 * @param lastKnown the maximum number of pages and counts kept for the time when the database
 *     cannot be read, 0 or more
 */
public record CacheAsideSettings(
    int maxLoads, int maxQueued, Duration queueTimeout, int lastKnown) {

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public CacheAsideSettings {
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

  /** 8 loads, 256 that wait at most a second, 200 values for an outage of the database. */
  public static CacheAsideSettings defaults() {
    return new CacheAsideSettings(8, 256, Duration.ofSeconds(1), 200);
  }
}
