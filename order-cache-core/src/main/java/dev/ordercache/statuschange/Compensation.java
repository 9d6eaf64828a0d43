package dev.ordercache.statuschange;

import dev.ordercache.background.FailureLog;
import dev.ordercache.background.GrowingPause;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Compensates changes whose cache step was not completed in time. A compensation that keeps failing
 * is logged and given up: the change stays, which is recorded with the reason, and its cache step
 * is done instead, so that the cache is correct in any case. Only failures caused by the change
 * itself count for that; while the database is unavailable or another session has locked the order,
 * the compensation is retried. After an hour, such a failure also counts if other changes were
 * completed since the one before. The pauses between the attempts double up to 32 times the first.
 * Each reason is logged. Used by one thread.
 */
final class Compensation {

  private static final System.Logger LOG = System.getLogger(Compensation.class.getName());
  private static final int ATTEMPTS = 6;
  private static final int MAX_REMEMBERED = 10_000;
  private static final long EXTERNAL_COUNTS_AFTER_NANOS = Duration.ofHours(1).toNanos();

  private final StatusChangeCompletion completion;
  private final ChangeCounters counters;
  private final GrowingPause pauses;
  private final LongSupplier clock;
  private final Map<Long, Failures> failures = new LinkedHashMap<>();
  private final FailureLog log = FailureLog.hourly(LOG, "Compensations are tried again");

  /**
   * Since when a change could not be compensated, how often, how often because of the change
   * itself, when to retry, and how many changes this process had completed at the last failure.
   */
  private record Failures(long sinceNanos, int count, int own, long nextNanos, long completed) {}

  Compensation(StatusChangeCompletion completion, ChangeCounters counters, Duration firstPause) {
    this(completion, counters, firstPause, System::nanoTime);
  }

  /** With a monotonic clock in nanoseconds. */
  Compensation(
      StatusChangeCompletion completion,
      ChangeCounters counters,
      Duration firstPause,
      LongSupplier clock) {
    this.completion = completion;
    this.counters = counters;
    this.pauses = new GrowingPause(firstPause, firstPause.multipliedBy(32));
    this.clock = clock;
  }

  /**
   * Compensates an applied entry. Returns the entry to complete, or none if this is to be retried.
   */
  Optional<JournalEntry> of(JournalEntry entry) {
    long now = clock.getAsLong();
    Failures before =
        failures.getOrDefault(entry.id(), new Failures(now, 0, 0, now, counters.completed()));
    if (now - before.nextNanos() < 0) {
      return Optional.empty();
    }
    try {
      JournalEntry compensated = completion.compensate(entry.id());
      failures.remove(entry.id());
      return Optional.of(compensated);
    } catch (StatusChangeException e) {
      return failed(entry, before, e);
    }
  }

  private Optional<JournalEntry> failed(
      JournalEntry entry, Failures before, StatusChangeException failure) {
    counters.compensationFailures.increment();
    if (failures.size() >= MAX_REMEMBERED) {
      failures.clear();
    }
    long pause = pauses.after(before.count()).toNanos();
    long now = clock.getAsLong();
    long completed = counters.completed();
    boolean counts =
        !failure.isTransient()
            || (now - before.sinceNanos() >= EXTERNAL_COUNTS_AFTER_NANOS
                && completed > before.completed());
    int own = before.own() + (counts ? 1 : 0);
    failures.put(
        entry.id(),
        new Failures(before.sinceNanos(), before.count() + 1, own, now + pause, completed));
    log.failed(failure);
    JournalEntry kept = own < ATTEMPTS ? null : keep(entry, failure);
    if (kept == null) {
      return Optional.empty();
    }
    failures.remove(entry.id());
    counters.compensationsGivenUp.increment();
    LOG.log(
        System.Logger.Level.ERROR,
        "Change {0} of order {1} cannot be compensated, and stays: {2}",
        entry.id(),
        entry.submission().order(),
        failure.getMessage());
    return Optional.of(kept);
  }

  private @Nullable JournalEntry keep(JournalEntry entry, RuntimeException failure) {
    try {
      return completion.keep(entry.id(), "not compensated: " + failure.getMessage());
    } catch (StatusChangeException e) {
      return null;
    }
  }
}
