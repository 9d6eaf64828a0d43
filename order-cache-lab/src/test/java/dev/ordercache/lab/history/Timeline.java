package dev.ordercache.lab.history;

import static dev.ordercache.lab.history.OrderState.ABSENT;
import static dev.ordercache.lab.history.OrderState.ANY;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * All states that one order has had, in their order. When a state began and ended is known only
 * within limits: a commit happens between the call's begin and its return. Immutable.
 */
final class Timeline {

  /**
   * One state.
   *
   * @param begin its commit was not before this
   * @param end its commit was not after this; {@link Long#MAX_VALUE} if that is unknown
   * @param promisedBy the instance that returned it as visible to every reader from now on, or
   *     {@link #NOBODY}
   */
  record Step(OrderState state, long begin, long end, int promisedBy) {

    static final int NOBODY = -1;
  }

  private final List<Step> steps;
  private final long[] begins;
  private final long[] untils;
  private final Promises promises;
  private final List<Promises> promisesOfLists = new ArrayList<>();

  /** From the states of one order, without gaps, by rising stamps. */
  Timeline(List<Step> ordered) {
    steps = List.copyOf(ordered);
    int n = steps.size();
    begins = new long[n];
    untils = new long[n];
    long begin = Long.MIN_VALUE;
    for (int i = 0; i < n; i++) {
      begin = Math.max(begin, steps.get(i).begin());
      begins[i] = begin;
    }
    long until = Long.MAX_VALUE;
    for (int i = n - 1; i >= 0; i--) {
      untils[i] = until;
      until = Math.min(until, steps.get(i).end());
    }
    promises = new Promises(steps, i -> true);
    for (int status = 0; status < OrderState.STATUSES.size(); status++) {
      int list = status;
      promisesOfLists.add(
          new Promises(
              steps, i -> state(i).status() == list || (i > 0 && state(i - 1).status() == list)));
    }
  }

  int size() {
    return steps.size();
  }

  OrderState state(int i) {
    return steps.get(i).state();
  }

  /** The state began at this time or later. */
  long begin(int i) {
    return begins[i];
  }

  /** The state ended at this time or earlier. */
  long until(int i) {
    return untils[i];
  }

  /** What writers were promised about who sees the order's states. */
  Promises promises() {
    return promises;
  }

  /**
   * The same for the list of a status: only changes that lead into it or out of it count. A change
   * that follows another writer's, which the relay has yet to apply to the cache, does not
   * invalidate the lists of that one.
   */
  Promises promises(int list) {
    return promisesOfLists.get(list);
  }

  /** The state that an order in an answer shows, or -1 if the order never had it. */
  int find(OrderState seen) {
    int low = 0;
    int high = steps.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      OrderState state = state(middle);
      if (state.stamp() == seen.stamp()) {
        return matches(state.status(), seen.status()) ? middle : -1;
      }
      if (state.stamp() < seen.stamp()) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  /** The last state of such a status that had begun at a time, or -1. */
  int last(IntPredicate status, long time) {
    int i = begunBy(time);
    while (i >= 0 && !status.test(state(i).status())) {
      i--;
    }
    return i;
  }

  /** Whether a state of such a status may have existed at some time between two times. */
  boolean had(IntPredicate status, long from, long to) {
    int i = last(status, to);
    return i >= 0 && untils[i] >= from;
  }

  /** The last state that had begun at a time, or -1. */
  private int begunBy(long time) {
    int low = -1;
    int high = steps.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >> 1;
      if (begins[middle] <= time) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** The states around a time, for a report. */
  List<String> around(long time, long origin) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < size(); i++) {
      boolean near = untils[i] >= time - 3_000_000_000L && begins[i] <= time + 1_000_000_000L;
      if (near) {
        lines.add(
            state(i)
                + ", committed between "
                + millis(begins[i], origin)
                + " and "
                + millis(steps.get(i).end(), origin)
                + promised(steps.get(i)));
      }
    }
    return lines;
  }

  private static String promised(Step step) {
    return step.promisedBy() == Step.NOBODY ? "" : ", promised by instance " + step.promisedBy();
  }

  static String millis(long time, long origin) {
    return time == Long.MAX_VALUE || time == Long.MIN_VALUE
        ? "?"
        : "%.3f ms".formatted((time - origin) / 1e6);
  }

  private static boolean matches(int known, int seen) {
    return known == seen || (known == ANY && seen != ABSENT);
  }
}
