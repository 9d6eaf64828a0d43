package dev.ordercache.jdbc;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where a claim begins to read the lanes, which are in the order of the times when they are due.
 * Lanes that were closed lie before the first that is there, and while some session has an old
 * snapshot the server cannot remove them: a claim that reads from the beginning walks over each. So
 * a claim begins where the one before has found the first lane, less a margin.
 *
 * <p>That may leave out a lane: one whose transaction was committed later than the margin after it
 * had begun, or after the server's clock was set back. So a claim reads from the beginning again at
 * the latest {@link #INTERVAL} after the last has done so, or, if that took so long that it would
 * cost more than one hundredth of the time, a hundred times as long after it. Such a claim sees
 * each lane that is committed and due: none is left out for ever. Nothing else depends on the
 * position. Safe for use by many threads.
 */
final class ClaimPosition {

  /** Before all times. */
  static final long BEGINNING = 0;

  private static final Duration MARGIN = Duration.ofSeconds(1);
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final int SHARE = 100;

  private final long intervalNanos;
  private final AtomicLong nextFromBeginning = new AtomicLong(System.nanoTime());
  private volatile long position = BEGINNING;

  ClaimPosition() {
    this(INTERVAL);
  }

  /** For a test's twin: with another interval. */
  ClaimPosition(Duration interval) {
    this.intervalNanos = interval.toNanos();
  }

  /** Where the next claim begins, in milliseconds of the server's clock. */
  long next() {
    long now = System.nanoTime();
    long due = nextFromBeginning.get();
    boolean isFirst = now - due >= 0 && nextFromBeginning.compareAndSet(due, now + intervalNanos);
    return isFirst ? BEGINNING : position;
  }

  /** A claim has found this time of the first lane. */
  void found(long first) {
    position = Math.max(BEGINNING, first - MARGIN.toMillis());
  }

  /**
   * A claim has ended, or failed: one that takes too long must not be repeated at once.
   *
   * @param from where it began
   * @param nanos how long it took
   */
  void ended(long from, long nanos) {
    if (from == BEGINNING) {
      nextFromBeginning.set(System.nanoTime() + Math.max(intervalNanos, SHARE * nanos));
    }
  }
}
