package dev.ordercache.consistency;

import dev.ordercache.relay.RelayedChange;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/**
 * A time after a change, with counters of the changes that were or were not visible by then.
 *
 * <p>To verify that a change was visible within 100 ms, the cache is read when half of that time
 * has passed, counted from the earliest time at which the change may have been committed, and the
 * read must end within the whole time. To verify that the staleness bound was kept, the cache is
 * read when the bound has passed, counted from the latest time. Safe for use by many threads.
 */
final class Stage {

  /** How many changes the relay applied too late to check. */
  final LongAdder late = new LongAdder();

  /** How many changes could not be checked in time. */
  final LongAdder skipped = new LongAdder();

  private final String name;
  private final Duration time;
  private final long wait;
  private final boolean isBound;
  private final LongAdder consistent = new LongAdder();
  private final LongAdder older = new LongAdder();

  private Stage(String name, Duration time, Duration wait, boolean isBound) {
    this.name = name;
    this.time = time;
    this.wait = wait.toNanos();
    this.isBound = isBound;
  }

  /** A stage for changes that should be visible within this time. */
  static Stage within(Duration time) {
    return new Stage(name(time), time, time.dividedBy(2), false);
  }

  /** The staleness bound, checked when {@link #settled} has passed. */
  static Stage bound(Duration stalenessBound) {
    return new Stage("bound", stalenessBound, settled(stalenessBound), true);
  }

  /** The bound plus a tenth, for clocks that run at different speeds. */
  static Duration settled(Duration stalenessBound) {
    return stalenessBound.plus(stalenessBound.dividedBy(10));
  }

  private static String name(Duration time) {
    long millis = time.toMillis();
    return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
  }

  long due(RelayedChange change) {
    return (isBound ? change.committedBefore() : change.committedAfter()) + wait;
  }

  /** Whether it is too late to verify that the change was visible in time. */
  boolean isOver(RelayedChange change, long now) {
    return !isBound && now - change.committedAfter() > time.toNanos();
  }

  boolean isBound() {
    return isBound;
  }

  /**
   * Counts a check.
   *
   * @param showedOlder whether the cache returned an older value
   */
  void count(boolean showedOlder) {
    (showedOlder ? older : consistent).increment();
  }

  ConsistencyReport.Stage report() {
    long fine = consistent.sum();
    return new ConsistencyReport.Stage(
        name, time, fine + older.sum(), fine, late.sum(), skipped.sum());
  }
}
