package dev.ordercache.statuschange;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes changes back whose cache step was not completed in time. A compensation that keeps failing
 * is reported and given up: the change stays, which is written down with the reason, and its cache
 * step is done instead, so that the cache is right whatever happens. Used by one thread.
 */
final class Compensation {

  private static final System.Logger LOG = System.getLogger(Compensation.class.getName());
  private static final int ATTEMPTS = 5;
  private static final int MOST_REMEMBERED = 10_000;

  private final SagaStore saga;
  private final ChangeCounters counters;
  private final Map<Long, Integer> failures = new LinkedHashMap<>();

  Compensation(SagaStore saga, ChangeCounters counters) {
    this.saga = saga;
    this.counters = counters;
  }

  /** An applied entry as it is to be completed, or none if compensating is to be tried again. */
  Optional<JournalEntry> of(JournalEntry entry) {
    try {
      JournalEntry compensated = saga.compensate(entry.id());
      failures.remove(entry.id());
      return Optional.of(compensated);
    } catch (StatusChangeException e) {
      return failed(entry, e);
    }
  }

  private Optional<JournalEntry> failed(JournalEntry entry, RuntimeException failure) {
    counters.compensationFailures.increment();
    if (failures.size() >= MOST_REMEMBERED) {
      failures.clear();
    }
    if (failures.merge(entry.id(), 1, Integer::sum) < ATTEMPTS) {
      return Optional.empty();
    }
    JournalEntry kept = keep(entry, failure);
    if (kept == null) {
      return Optional.empty();
    }
    failures.remove(entry.id());
    counters.compensationsGivenUp.increment();
    LOG.log(
        System.Logger.Level.ERROR,
        "Change {0} of order {1} can not be compensated, and stays: {2}",
        entry.id(),
        entry.submission().order(),
        failure.getMessage());
    return Optional.of(kept);
  }

  private @Nullable JournalEntry keep(JournalEntry entry, RuntimeException failure) {
    try {
      return saga.keep(entry.id(), "not compensated: " + failure.getMessage());
    } catch (StatusChangeException e) {
      return null;
    }
  }
}
