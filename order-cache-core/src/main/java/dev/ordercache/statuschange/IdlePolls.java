package dev.ordercache.statuschange;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Determines when a worker of this process polls for changes that other processes have accepted:
 * together the workers poll as often as one alone would, and at once when asked to. If a worker is
 * delayed, another takes its turn. Safe for use by many threads.
 */
final class IdlePolls {

  private final long interval;
  private final LongSupplier clock;
  private boolean requested = true;
  private long last;

  /** With a monotonic clock in nanoseconds. */
  IdlePolls(Duration interval, LongSupplier clock) {
    this.interval = interval.toNanos();
    this.clock = clock;
  }

  /** Lets the next worker poll at once. */
  synchronized void requestPoll() {
    requested = true;
  }

  /** Whether the caller is to poll now. */
  synchronized boolean begin() {
    long now = clock.getAsLong();
    if (!requested && now - last < interval) {
      return false;
    }
    requested = false;
    last = now;
    return true;
  }
}
