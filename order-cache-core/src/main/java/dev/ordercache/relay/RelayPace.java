package dev.ordercache.relay;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Determines when a relay runs the next round of its term, and whether that needs the cache. The
 * guard's presence depends on this, its correctness does not. Used by one thread.
 */
final class RelayPace {

  private static final Duration LONGEST_CACHE_INTERVAL = Duration.ofMillis(250);

  private final Duration cacheInterval;
  private final RelaySettings settings;
  private final LongSupplier clock;
  private boolean begun;
  private @Nullable Long cachedAt;
  private @Nullable Long changedAt;

  /** For a new term, with a monotonic clock in nanoseconds. */
  RelayPace(Duration stalenessBound, RelaySettings settings, LongSupplier clock) {
    this.cacheInterval = cacheInterval(stalenessBound);
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * How long a leader that finds no changes runs rounds without the cache: an eighth of the bound,
   * at most 250 ms. So the guard is never based on a time longer ago than two of these and a round,
   * and a loss in the cache, or another relay there, is noticed after one of them.
   */
  static Duration cacheInterval(Duration stalenessBound) {
    Duration eighth = stalenessBound.dividedBy(8);
    return eighth.compareTo(LONGEST_CACHE_INTERVAL) < 0 ? eighth : LONGEST_CACHE_INTERVAL;
  }

  /** Whether the next round may leave out the cache if a check finds no changes. */
  boolean mayLeaveCache() {
    return isWithin(cachedAt, cacheInterval);
  }

  /**
   * Records a round.
   *
   * @return the pause before the next
   */
  Duration after(RelayTerm.Result round) {
    if (!round.idle()) {
      changedAt = clock.getAsLong();
    }
    if (round.cached() && round.complete()) {
      // The guard of the first round counts from a time before the election, which may take long:
      // so the second round sets it again
      cachedAt = begun ? clock.getAsLong() : null;
      begun = true;
    }
    if (!round.complete()) {
      // without changes the log waits for a transaction to end
      return round.changes() > 0 ? Duration.ZERO : settings.busyInterval();
    }
    Duration busy = settings.idleInterval().multipliedBy(RelaySettings.BUSY_INTERVALS);
    return isWithin(changedAt, busy) ? settings.busyInterval() : settings.idleInterval();
  }

  private boolean isWithin(@Nullable Long time, Duration duration) {
    return time != null && clock.getAsLong() - time < duration.toNanos();
  }
}
