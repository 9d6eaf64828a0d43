package dev.ordercache.lab.history;

import dev.ordercache.Source;
import dev.ordercache.lab.history.Seen.What;
import dev.ordercache.redis.NearCacheSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Checks answers against the timelines of all orders. An answer is wrong only if no moments of the
 * commits, within their calls, could have led to it. Used by one thread.
 */
final class Claims {

  private static final long NEAR_LIFE = NearCacheSettings.defaults().life().toNanos();

  private final Map<Integer, Timeline> orders;
  private final Map<Integer, CountLine> counts = new HashMap<>();
  private final long bound;
  private final WrongRedis wrongRedis;
  private final IntPredicate near;
  private final long origin;
  private final Tally tally = new Tally();
  private final Ages ages = new Ages();

  /**
   * Checks against these timelines.
   *
   * @param near the instances that answer lists from a near cache
   * @param origin the time from which reports count milliseconds
   */
  Claims(
      Map<Integer, Timeline> orders,
      Duration bound,
      WrongRedis wrongRedis,
      IntPredicate near,
      long origin) {
    this.orders = orders;
    this.bound = bound.toNanos();
    this.wrongRedis = wrongRedis;
    this.near = near;
    this.origin = origin;
  }

  Tally tally() {
    return tally;
  }

  Ages ages() {
    return ages;
  }

  /** Checks one answer. */
  void check(Seen seen) {
    Source source = seen.source();
    if (source == null) {
      tally.count("reads that failed", 1);
      return;
    }
    tally.answered(source);
    if (source == Source.STALE) {
      return; // marked as possibly out of date, and nothing else is claimed of it
    }
    long since = source == Source.HIT ? seen.begin() - bound : seen.begin();
    Claim claim = source == Source.HIT ? Claim.BOUNDED : Claim.CURRENT;
    if (seen.what() == What.COUNT) {
      checkCount(seen, claim, since);
    } else {
      checkOrders(seen, claim, since);
    }
  }

  private void checkCount(Seen seen, Claim claim, long since) {
    CountLine line =
        counts.computeIfAbsent(seen.key(), status -> new CountLine(orders.values(), status));
    tally.checked(claim);
    if (!line.had(seen.count(), since, seen.end())) {
      tally.violated(claim, describe(claim, seen) + "never so many at a time within its limits");
    }
  }

  /** The window is the time in which everything in the answer was current at once. */
  private void checkOrders(Seen seen, Claim claim, long since) {
    Window window = new Window(since, seen.end());
    boolean promises =
        !wrongRedis.was(seen.instance(), seen.begin() - remembered(seen), seen.end());
    tally.checked(Claim.EXISTED);
    tally.checked(claim);
    if (promises) {
      tally.checked(Claim.PROMISED);
    } else {
      tally.count("answers left out of G2 (split brain)", 1);
    }
    Set<Integer> present = new HashSet<>();
    for (OrderState state : seen.orders()) {
      Timeline order = orders.get(state.id());
      int at = order == null ? -1 : order.find(state);
      if (order == null || at < 0 || order.begin(at) > seen.end() || !present.add(state.id())) {
        tally.violated(Claim.EXISTED, describe(Claim.EXISTED, seen) + state + " never existed");
        return;
      }
      if (!isNewEnough(seen, order, at, claim, since, promises)) {
        return;
      }
      window.narrow(order, at);
    }
    IntPredicate elsewhere = status -> seen.what() == What.ORDER || status != seen.key();
    IntPredicate absent = seen.what() == What.ORDER ? s -> s == OrderState.ABSENT : elsewhere;
    for (Map.Entry<Integer, Timeline> other : orders.entrySet()) {
      boolean asked = seen.what() == What.LIST || other.getKey() == seen.key();
      if (asked && !present.contains(other.getKey())) {
        if (!isRightlyAbsent(seen, other.getValue(), absent, claim, since, promises, window)) {
          return;
        }
      }
    }
    checkMoment(seen, present, absent, window);
    if (seen.source() == Source.HIT) {
      ages.note(seen.begin() - window.until, seen.end() - window.until);
    }
  }

  private boolean isRightlyAbsent(
      Seen seen,
      Timeline order,
      IntPredicate absent,
      Claim claim,
      long since,
      boolean promises,
      Window window) {
    int at = order.last(absent, seen.end());
    if (at < 0) {
      tally.violated(
          Claim.EXISTED, describe(Claim.EXISTED, seen) + order.state(0) + " was never absent");
      return false;
    }
    window.missed(order, at);
    return isNewEnough(seen, order, at, claim, since, promises);
  }

  /**
   * How long ago Redis may have confirmed what the answer is based on; but the instance that makes
   * a change drops its own copies at once.
   */
  private long remembered(Seen seen) {
    return seen.what() == What.LIST && near.test(seen.instance()) ? NEAR_LIFE : 0;
  }

  private boolean isNewEnough(
      Seen seen, Timeline order, int at, Claim claim, long since, boolean promises) {
    Claim broken = order.until(at) < since ? claim : Claim.PROMISED;
    boolean list = seen.what() == What.LIST;
    Promises reported = list ? order.promises(seen.key()) : order.promises();
    long promise = reported.end(at, seen.instance(), remembered(seen));
    boolean late = broken == claim || (promises && promise < seen.begin());
    if (!late
        && promises
        && order.promises().end(at, seen.instance(), remembered(seen)) < seen.begin()) {
      tally.count(
          "orders in a list that a change by SQL had left, and a library change after it", 1);
    }
    if (late) {
      long ended = broken == claim ? order.until(at) : promise;
      tally.violated(
          broken,
          describe(broken, seen)
              + "  shows "
              + order.state(at)
              + (broken == claim ? ", which had ended by " : ", which no call was to see from ")
              + Timeline.millis(ended, origin)
              + ", %.3f ms before the call%n  ".formatted((seen.begin() - ended) / 1e6)
              + String.join("\n  ", order.around(seen.begin(), origin)));
    }
    return !late;
  }

  private void checkMoment(Seen seen, Set<Integer> present, IntPredicate absent, Window window) {
    if (seen.what() != What.LIST) {
      return;
    }
    tally.checked(Claim.ONE_MOMENT);
    boolean whole = window.from <= window.to;
    for (Map.Entry<Integer, Timeline> other : orders.entrySet()) {
      whole &=
          present.contains(other.getKey()) || other.getValue().had(absent, window.from, window.to);
    }
    if (!whole) {
      tally.violated(
          Claim.ONE_MOMENT,
          describe(Claim.ONE_MOMENT, seen)
              + "  no moment at which all of it was current, nearest between "
              + Timeline.millis(window.from, origin)
              + " and "
              + Timeline.millis(window.to, origin));
    }
  }

  private String describe(Claim claim, Seen seen) {
    return claim
        + ": broken%n  %s%n  called at %s, returned at %s%n"
            .formatted(
                seen, Timeline.millis(seen.begin(), origin), Timeline.millis(seen.end(), origin));
  }

  /** The time in which an answer may have been true. */
  private static final class Window {

    private long from;
    private long to;
    private long until = Long.MAX_VALUE;

    Window(long from, long to) {
      this.from = from;
      this.to = to;
    }

    void narrow(Timeline order, int at) {
      from = Math.max(from, order.begin(at));
      to = Math.min(to, order.until(at));
      missed(order, at);
    }

    /** Without narrowing: an order that is not in a list may have had several such states. */
    void missed(Timeline order, int at) {
      until = Math.min(until, order.until(at));
    }
  }
}
