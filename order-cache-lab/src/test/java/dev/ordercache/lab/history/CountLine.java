package dev.ordercache.lab.history;

import static dev.ordercache.lab.history.OrderState.ANY;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * How many orders a status had at any time, within limits: a change that was being committed at a
 * time may be counted or not. Immutable.
 */
final class CountLine {

  private record Change(long time, int min, int max) {}

  private final long[] times;
  private final int[] min;
  private final int[] max;

  /** The counts of a status by its number. */
  CountLine(Collection<Timeline> orders, int status) {
    List<Change> changes = new ArrayList<>();
    int low = 0;
    int high = 0;
    for (Timeline order : orders) {
      low += surely(order, 0, status);
      high += perhaps(order, 0, status);
      for (int i = 1; i < order.size(); i++) {
        int surely = surely(order, i, status) - surely(order, i - 1, status);
        int perhaps = perhaps(order, i, status) - perhaps(order, i - 1, status);
        if (surely != 0 || perhaps != 0) {
          changes.add(new Change(order.begin(i), Math.min(surely, 0), Math.max(perhaps, 0)));
          changes.add(
              new Change(
                  order.until(i - 1),
                  /* min= */ Math.max(surely, 0),
                  /* max= */ Math.min(perhaps, 0)));
        }
      }
    }
    // changes that widen the limits come first, so that an instant is checked by the widest
    changes.sort(
        Comparator.comparingLong(Change::time).thenComparing(c -> c.min() > 0 || c.max() < 0));
    times = new long[changes.size() + 1];
    min = new int[changes.size() + 1];
    max = new int[changes.size() + 1];
    times[0] = Long.MIN_VALUE;
    min[0] = low;
    max[0] = high;
    for (int i = 0; i < changes.size(); i++) {
      times[i + 1] = changes.get(i).time();
      min[i + 1] = min[i] + changes.get(i).min();
      max[i + 1] = max[i] + changes.get(i).max();
    }
  }

  /** Whether there may have been so many at some time between two times. */
  boolean had(int count, long from, long to) {
    int i = upTo(from);
    do {
      if (min[i] <= count && count <= max[i]) {
        return true;
      }
      i++;
    } while (i < times.length && times[i] <= to);
    return false;
  }

  /** The last entry before a time, so that entries of exactly that time are checked too. */
  private int upTo(long time) {
    int low = 0;
    int high = times.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (times[middle] < time) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private static int surely(Timeline order, int i, int status) {
    return order.state(i).status() == status ? 1 : 0;
  }

  private static int perhaps(Timeline order, int i, int status) {
    int known = order.state(i).status();
    return known == status || known == ANY ? 1 : 0;
  }
}
