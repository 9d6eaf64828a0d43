package dev.ordercache.consistency;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The results of one instance's {@link ConsistencyChecker} since it started. It covers only the
 * changes that the instance's relay applied while it led.
 *
 * @param changes how many changes were reported to it
 * @param dropped how many of them it did not follow, because it already followed the maximum number
 * @param stages how many changes were visible in time, for each of the times, and last for the
 *     staleness bound
 * @param sampled how many changes were sampled for a comparison with the database
 * @param databaseReads statements sent to the database
 * @param violations cached values that were returned as verified for longer than the staleness
 *     bound after the database had another value; each is counted once
 * @param repaired how many of them were deleted
 * @param failures how often the cache or the database could not be read
 * @param oldestAgeMillis the minimum time for which the oldest of them had been out of date when it
 *     was found, in milliseconds; 0 if there was none
 * @param findings the newest of them, at most 20, the newest last
 */
public record ConsistencyReport(
    long changes,
    long dropped,
    List<Stage> stages,
    long sampled,
    long databaseReads,
    long violations,
    long repaired,
    long failures,
    long oldestAgeMillis,
    List<Finding> findings) {

  /** Keeps copies of the lists. */
  public ConsistencyReport {
    stages = List.copyOf(stages);
    findings = List.copyOf(findings);
  }

  /**
   * One stage: {@code consistent} of {@code checked} changes were visible by its time.
   *
   * @param name such as 100ms or 1s, and bound for the staleness bound
   * @param time its time
   * @param checked after how many changes the cache was read in time
   * @param consistent how often it returned no verified value older than the change
   * @param late how many changes the relay applied after that time, so that the cache could not be
   *     checked in time; many of them mean that this time is not kept
   * @param skipped how many the checker itself reached too late or could not check
   */
  public record Stage(
      String name, Duration time, long checked, long consistent, long late, long skipped) {}

  /**
   * One value that was out of date.
   *
   * @param order the order, or null if a count or only the end of a page differed
   * @param list the list, or null if the order itself was cached
   * @param cachedVersion the version in the cache, or null if the cached value lacked the order
   * @param databaseVersion the version in the database, or null if its value lacked the order
   * @param ageMillis the minimum time for which it had been out of date, in milliseconds
   * @param asOf the database's time when its differing value was read
   */
  public record Finding(
      @Nullable OrderId order,
      @Nullable OrderStatus list,
      @Nullable Long cachedVersion,
      @Nullable Long databaseVersion,
      long ageMillis,
      Instant asOf) {}
}
