package dev.ordercache.lab.history;

import dev.ordercache.Source;
import dev.ordercache.lab.history.Seen.Rest;
import dev.ordercache.lab.history.Seen.What;
import dev.ordercache.plan.CachePlan;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks all answers of one instance while there are no writes. A pure function. */
final class Resting {

  private static final CachePlan PLAN = CachePlan.defaults();

  private Resting() {}

  /**
   * Checks the answers.
   *
   * @param answers one for every order, list and count
   * @param database the orders in the database
   */
  static Tally check(List<Seen> answers, Collection<OrderState> database) {
    Tally tally = new Tally();
    Map<Integer, Integer> lists = new HashMap<>();
    for (Seen seen : answers) {
      tally.checked(Claim.EQUAL);
      checkRecovery(tally, seen);
      Set<OrderState> expected = expected(seen, database);
      boolean same =
          seen.what() == What.COUNT
              ? seen.count() == expected.size()
              : new HashSet<>(seen.orders()).equals(expected);
      if (!same || seen.rest() != Rest.EQUAL) {
        tally.violated(
            Claim.EQUAL, Claim.EQUAL + ": broken\n  " + seen + "\n  database: " + expected);
      }
      if (seen.what() == What.LIST) {
        seen.orders().forEach(order -> lists.merge(order.id(), 1, Integer::sum));
      }
    }
    for (OrderState order : database) {
      tally.checked(Claim.ONE_LIST);
      int times = lists.getOrDefault(order.id(), 0);
      if (times != 1) {
        tally.violated(
            Claim.ONE_LIST, Claim.ONE_LIST + ": broken\n  " + order + " is in lists: " + times);
      }
    }
    return tally;
  }

  private static void checkRecovery(Tally tally, Seen seen) {
    if (isCached(seen)) {
      tally.checked(Claim.RECOVERED);
      if (seen.source() != Source.HIT) {
        tally.violated(Claim.RECOVERED, Claim.RECOVERED + ": broken\n  " + seen);
      }
    }
  }

  private static Set<OrderState> expected(Seen seen, Collection<OrderState> database) {
    Set<OrderState> expected = new HashSet<>();
    for (OrderState order : database) {
      if (seen.key() == (seen.what() == What.ORDER ? order.id() : order.status())) {
        expected.add(order);
      }
    }
    return expected;
  }

  static boolean isCached(Seen seen) {
    return seen.what() == What.ORDER
        || PLAN.cachedStatuses().contains(OrderState.STATUSES.get(seen.key()));
  }
}
