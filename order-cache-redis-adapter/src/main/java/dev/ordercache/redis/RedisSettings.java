package dev.ordercache.redis;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * Settings of the cache in Redis.
 *
 * @param leaseTime how long a loader may keep the others waiting; the same in all instances,
 *     because an instance with a shorter time treats a lease with more time left as expired
 * @param pagesPerList the maximum number of values that one status has in the cache, 1 or more.
 *     First pages and the count, at most 21, are always cached. At the maximum, a page after a
 *     cursor is cached only if it was requested recently, and replaces another one.
 * @param maxMemory the maximum bytes that the orders and lists of the namespace take in Redis, 1 or
 *     more, by an account that is an overestimate. Values requested once take at most half of them;
 *     first pages and counts, which are few, are always cached. The same in all instances.
 * @param decodedOrders the maximum number of orders kept decoded in this instance, 0 or more; a
 *     page of 50 counts for 50
 * @param keptEvents how many entries the stream of events keeps, about, 1 or more; a reader that is
 *     further behind gets a reset. They take about 100 bytes each; those of status changes at most
 *     40 KB, if names have 200 characters outside ASCII.
 * @param commandTimeout the maximum time that a call waits for a reply from Redis
 * @param connectTimeout the maximum time that a call waits for a connection
 */
public record RedisSettings(
    Duration leaseTime,
    int pagesPerList,
    long maxMemory,
    long decodedOrders,
    int keptEvents,
    Duration commandTimeout,
    Duration connectTimeout) {

  private static final Duration LONGEST = Duration.ofDays(365);

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public RedisSettings {
    requireDuration("leaseTime", leaseTime);
    requireDuration("commandTimeout", commandTimeout);
    requireDuration("connectTimeout", connectTimeout);
    if (pagesPerList < 1) {
      throw new IllegalArgumentException("pagesPerList must be 1 or more, not " + pagesPerList);
    }
    if (maxMemory < 1) {
      throw new IllegalArgumentException("maxMemory must be 1 or more, not " + maxMemory);
    }
    if (decodedOrders < 0) {
      throw new IllegalArgumentException("decodedOrders must be 0 or more, not " + decodedOrders);
    }
    if (keptEvents < 1) {
      throw new IllegalArgumentException("keptEvents must be 1 or more, not " + keptEvents);
    }
  }

  private static void requireDuration(String name, Duration duration) {
    if (duration.compareTo(Duration.ofMillis(1)) < 0 || duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          name + " must be 1 millisecond to 365 days, not " + duration);
    }
  }

  /**
   * Leases for 3 s, 1,000 pages per list, 256 MB (of 1,024 * 1,024 bytes) in Redis, 20,000 orders
   * kept decoded, 10,000 events kept, replies within 500 ms and connections within a second.
   */
  public static RedisSettings defaults() {
    return new RedisSettings(
        Duration.ofSeconds(3),
        1_000,
        256L << 20,
        20_000,
        10_000,
        Duration.ofMillis(500),
        Duration.ofSeconds(1));
  }

  /** These settings with another lease time. */
  public RedisSettings withLeaseTime(Duration other) {
    return with(copy -> copy.leaseTime = other);
  }

  /** These settings with another bound on the values of a list. */
  public RedisSettings withPagesPerList(int other) {
    return with(copy -> copy.pagesPerList = other);
  }

  /** These settings with another bound on the bytes in Redis. */
  public RedisSettings withMaxMemory(long other) {
    return with(copy -> copy.maxMemory = other);
  }

  /** These settings with another bound on the orders kept decoded. */
  public RedisSettings withDecodedOrders(long other) {
    return with(copy -> copy.decodedOrders = other);
  }

  /** These settings with another bound on the entries of the stream of events. */
  public RedisSettings withKeptEvents(int other) {
    return with(copy -> copy.keptEvents = other);
  }

  /** These settings with other timeouts. */
  public RedisSettings withTimeouts(Duration command, Duration connect) {
    return with(
        copy -> {
          copy.commandTimeout = command;
          copy.connectTimeout = connect;
        });
  }

  private RedisSettings with(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return copy.settings();
  }

  /** The settings as variables, so that a change of some need not name the others. */
  private static final class Copy {

    private Duration leaseTime;
    private int pagesPerList;
    private long maxMemory;
    private long decodedOrders;
    private int keptEvents;
    private Duration commandTimeout;
    private Duration connectTimeout;

    Copy(RedisSettings settings) {
      leaseTime = settings.leaseTime;
      pagesPerList = settings.pagesPerList;
      maxMemory = settings.maxMemory;
      decodedOrders = settings.decodedOrders;
      keptEvents = settings.keptEvents;
      commandTimeout = settings.commandTimeout;
      connectTimeout = settings.connectTimeout;
    }

    RedisSettings settings() {
      return new RedisSettings(
          leaseTime,
          pagesPerList,
          maxMemory,
          decodedOrders,
          keptEvents,
          commandTimeout,
          connectTimeout);
    }
  }
}
