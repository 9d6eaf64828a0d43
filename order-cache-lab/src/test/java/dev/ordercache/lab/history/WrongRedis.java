package dev.ordercache.lab.history;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The times when an instance was connected to a Redis that was no longer the primary but still
 * answered, as in a split brain. There the cache keeps the bound (G1), and no cache can keep more:
 * a deletion on one side is not seen on the other. Safe for use by many threads.
 */
final class WrongRedis {

  private record Interval(int instance, long from, long to) {}

  private final List<Interval> intervals = new CopyOnWriteArrayList<>();

  void add(int instance, long from, long to) {
    intervals.add(new Interval(instance, from, to));
  }

  /** Whether the instance may have used the wrong Redis between two times. */
  boolean was(int instance, long begin, long end) {
    for (Interval interval : intervals) {
      if (interval.instance() == instance && interval.from() <= end && begin <= interval.to()) {
        return true;
      }
    }
    return false;
  }
}
