package dev.ordercache.consistency;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one instance's {@link ConsistencyChecker} has found since it started: it knows only the
 * changes that its relay carried while it led.
 *
 * @param changes how many changes it was told of
 * @param dropped how many of them it did not follow, because it followed as many as it may
 * @param stages how many changes were visible in time, for each of the times, and last for the
 *     staleness bound
 * @param sampled how many changes were taken for a comparison with the database
 * @param databaseReads statements sent to the database
 * @param violations cached values that were shown as verified for longer than the staleness bound
 *     after the database had said otherwise; each is counted once
 * @param repaired how many of them were deleted
 * @param failures how often the cache or the database could not be read
 * @param oldestAgeMillis for how long the oldest of them had been out of date, at least, when it
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
   * One time: {@code consistent} of {@code checked} changes were visible by then.
   *
   * @param name such as 100ms or 1s, and bound for the staleness bound
   * @param time that time
   * @param checked after how many changes the cache was looked into in time
   * @param consistent how often it showed nothing older that it vouched for
   * @param late how many changes the relay carried later than that, so that nobody could look in
   *     time; many of them mean that this time is not kept
   * @param skipped how many the checker itself was too late for, or could not look after
   */
  public record Stage(
      String name, Duration time, long checked, long consistent, long late, long skipped) {}

  /**
   * One value that was out of date.
   *
   * @param order which order, or null if it was a count, or only the end of a page
   * @param list in which list, or null if the order itself was cached
   * @param cachedVersion the version that the cache showed, or null if it did not show the order
   * @param databaseVersion the version that the database had, or null if it did not show the order
   * @param ageMillis for how long at least it had been out of date, in milliseconds
   * @param asOf the database's time when it said otherwise
   */
  public record Finding(
      @Nullable OrderId order,
      @Nullable OrderStatus list,
      @Nullable Long cachedVersion,
      @Nullable Long databaseVersion,
      long ageMillis,
      Instant asOf) {}
}
