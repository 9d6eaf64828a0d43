package dev.ordercache.jdbc;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The time from which a claim reads the groups, which are sorted by the time when they are due. The
 * dead entries of closed groups precede the first existing group, and the server cannot remove them
 * while a session has an old snapshot: a claim that reads from the beginning walks over all of
 * them. So a claim begins at the first group that the previous claim found, less a margin.
 *
 * <p>This can miss a group: one whose transaction was committed later than the margin after it had
 * begun, or after the server's clock was set back. So a claim reads from the beginning again at the
 * latest {@link #INTERVAL} after the last one that did so. If that one took so long that it would
 * cost more than one hundredth of the time, the next follows after a hundred times its duration.
 * Such a claim sees every group that is committed and due, so no group is missed for ever. Nothing
 * else depends on the position. Safe for use by many threads.
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

  /** Stores the time of the first group that a claim found. */
  void found(long first) {
    position = Math.max(BEGINNING, first - MARGIN.toMillis());
  }

  /**
   * Called when a claim has ended or failed: one that takes too long must not be repeated at once.
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
