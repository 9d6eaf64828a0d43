package dev.ordercache.statuschange;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When one of the workers of a process looks for changes that others have accepted: together they
 * do so as often as one alone would, and at once when one is asked to. If a worker is held up,
 * another takes its turn. Safe for use by many threads.
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

  /** Lets the worker look that comes next. */
  synchronized void ask() {
    asked = true;
  }

  /** Whether it is the caller who is to look now. */
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
