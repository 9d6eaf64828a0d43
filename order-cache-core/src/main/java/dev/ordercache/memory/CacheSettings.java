package dev.ordercache.memory;

import java.time.Duration;

/**
 * The times and limits of a cache, as {@link InMemoryOrderCache} keeps them and as a contract test
 * requires them of an adapter.
 *
 * @param stalenessBound the maximum age of a hit
 * @param leaseTime how long one loader keeps the others waiting
 * @param timeToLive the maximum time for which a value is present after its fill
 * @param negativeTimeToLive the same for "no such order"
 * @param pageLimit how many pages a list keeps, apart from first pages and the count
 * @param memory the maximum bytes of all values together, by the adapter's own estimate
 * @param keptEvents how many entries the log of events keeps, about
 */
public record CacheSettings(
    Duration stalenessBound,
    Duration leaseTime,
    Duration timeToLive,
    Duration negativeTimeToLive,
    int pageLimit,
    long memory,
    int keptEvents) {

  /** Times and limits so large that they do not affect a test of something else. */
  public static CacheSettings defaults() {
    return new CacheSettings(
        Duration.ofHours(2),
        Duration.ofSeconds(30),
        Duration.ofMinutes(5),
        Duration.ofMinutes(1),
        1_000,
        1L << 28,
        10_000);
  }

  /** These settings with another staleness bound. */
  public CacheSettings withStalenessBound(Duration value) {
    return new CacheSettings(
        value, leaseTime, timeToLive, negativeTimeToLive, pageLimit, memory, keptEvents);
  }

  /** These settings with another lease time. */
  public CacheSettings withLeaseTime(Duration value) {
    return new CacheSettings(
        stalenessBound, value, timeToLive, negativeTimeToLive, pageLimit, memory, keptEvents);
  }

  /** These settings with another time to live. */
  public CacheSettings withTimeToLive(Duration value) {
    return new CacheSettings(
        stalenessBound, leaseTime, value, negativeTimeToLive, pageLimit, memory, keptEvents);
  }

  /** These settings with another time to live of negative entries. */
  public CacheSettings withNegativeTimeToLive(Duration value) {
    return new CacheSettings(
        stalenessBound, leaseTime, timeToLive, value, pageLimit, memory, keptEvents);
  }

  /** These settings with another limit. */
  public CacheSettings withPageLimit(int value) {
    return new CacheSettings(
        stalenessBound, leaseTime, timeToLive, negativeTimeToLive, value, memory, keptEvents);
  }

  /** These settings with another bound on the memory. */
  public CacheSettings withMemory(long value) {
    return new CacheSettings(
        stalenessBound, leaseTime, timeToLive, negativeTimeToLive, pageLimit, value, keptEvents);
  }

  /** These settings with another bound on the log of events. */
  public CacheSettings withKeptEvents(int value) {
    return new CacheSettings(
        stalenessBound, leaseTime, timeToLive, negativeTimeToLive, pageLimit, memory, value);
  }
}
