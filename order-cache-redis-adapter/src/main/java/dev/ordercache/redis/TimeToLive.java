package dev.ordercache.redis;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long values live in Redis, in ms, as the scripts expect it. */
final class TimeToLive {

  private TimeToLive() {}

  /** Within 10 %, so that values that are preloaded together do not expire together. */
  static long jittered(Duration ttl) {
    long millis = ttl.toMillis();
    return ThreadLocalRandom.current().nextLong(millis - millis / 10, millis + millis / 10 + 1);
  }

  /**
   * The width of the intervals in which the memory account sums up expiring values: at most a
   * sixteenth of the time to live. A power of two, so that slightly different times to live have
   * the same width.
   */
  static long accountWidth(Duration ttl) {
    return Long.highestOneBit(Math.max(1, ttl.toMillis() / 16));
  }
}
