package dev.ordercache.statuschange;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Determines when a worker of this process polls for changes that other processes have accepted:
 * together the workers poll as often as one alone would, and at once when asked to. If a worker is
 * delayed, another takes its turn. Safe for use by many threads.
 */
final class IdleLooks {

  private final long interval;
  private final LongSupplier clock;
  private boolean asked = true;
  private long last;

  /** With a monotonic clock in nanoseconds. */
  IdleLooks(Duration interval, LongSupplier clock) {
    this.interval = interval.toNanos();
    this.clock = clock;
  }

  /** Lets the next worker poll at once. */
  synchronized void ask() {
    asked = true;
  }

  /** Whether the caller is to poll now. */
  synchronized boolean begin() {
    long now = clock.getAsLong();
    if (!asked && now - last < interval) {
      return false;
    }
    asked = false;
    last = now;
    return true;
  }
}
