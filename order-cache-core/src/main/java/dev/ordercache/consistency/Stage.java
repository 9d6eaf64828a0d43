package dev.ordercache.consistency;

import dev.ordercache.relay.CarriedChange;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/**
 * A time after a change, and the count of what was seen by then.
 *
 * <p>To say that a change was visible within 100 ms, the cache is looked into when half of that
 * time has passed, counted from the earliest time at which it may have been committed, and the look
 * must have ended within the whole. To say that the staleness bound was kept, it is looked into
 * when the bound has passed, counted from the latest time. Safe for use by many threads.
 */
final class Stage {

  /** How many changes the relay carried too late to look. */
  final LongAdder late = new LongAdder();

  /** How many changes could not be looked after in time. */
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

  /** Something to be visible within this time. */
  static Stage within(Duration time) {
    return new Stage(name(time), time, time.dividedBy(2), false);
  }

  /** The staleness bound, looked into when it has settled. */
  static Stage bound(Duration stalenessBound) {
    return new Stage("bound", stalenessBound, settled(stalenessBound), true);
  }

  /** A tenth more than the bound, for clocks that do not go equally fast. */
  static Duration settled(Duration stalenessBound) {
    return stalenessBound.plus(stalenessBound.dividedBy(10));
  }

  private static String name(Duration time) {
    long millis = time.toMillis();
    return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
  }

  long due(CarriedChange change) {
    return (isBound ? change.committedBefore() : change.committedAfter()) + wait;
  }

  /** Whether it is too late to say that the change was visible in time. */
  boolean isOver(CarriedChange change, long now) {
    return !isBound && now - change.committedAfter() > time.toNanos();
  }

  boolean isBound() {
    return isBound;
  }

  /**
   * Counts a look at the cache.
   *
   * @param showedOlder whether it showed something older
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
