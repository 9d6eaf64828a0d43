package dev.ordercache.lab.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.Source;
import dev.ordercache.lab.history.Seen.Rest;
import dev.ordercache.lab.history.Seen.What;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestingTest {

  private static final int APPROVED = OrderState.number("MANUFACTURING_APPROVED");
  private static final int STARTED = OrderState.number("MANUFACTURING_STARTED");
  private static final OrderState NOW = new OrderState(1, OrderState.stamp(1, 2), STARTED);
  private static final OrderState BEFORE = new OrderState(1, OrderState.stamp(1, 1), APPROVED);

  private static Seen seen(What what, int key, Source source, Rest rest, OrderState... states) {
    return new Seen(0, what, key, source, 1, 2, states.length, List.of(states), rest);
  }

  private static Seen hit(What what, int key, OrderState... states) {
    return seen(what, key, Source.HIT, Rest.EQUAL, states);
  }

  private static Tally check(Seen... answers) {
    return Resting.check(List.of(answers), List.of(NOW));
  }

  @Test
  void verifiedAnswersThatEqualTheDatabaseAreRight() {
    Tally tally =
        check(
            hit(What.ORDER, 1, NOW),
            hit(What.LIST, STARTED, NOW),
            hit(What.LIST, APPROVED),
            hit(What.COUNT, STARTED, NOW));
    assertEquals(0, tally.violations(), tally.report());
    assertEquals(4, tally.checks(Claim.EQUAL));
    assertEquals(1, tally.checks(Claim.ONE_LIST));
  }

  @Test
  void anOlderStateIsNot() {
    Tally tally = check(hit(What.ORDER, 1, BEFORE), hit(What.LIST, STARTED, NOW));
    assertEquals(1, tally.violations(Claim.EQUAL), tally.report());
  }

  @Test
  void anAnswerThatDiffersInAnythingIsNot() {
    Tally tally =
        check(seen(What.ORDER, 1, Source.HIT, Rest.DIFFERENT, NOW), hit(What.LIST, STARTED, NOW));
    assertEquals(1, tally.violations(Claim.EQUAL), tally.report());
  }

  @Test
  void anAnswerThatIsNeverVerifiedIsNot() {
    Tally tally =
        check(seen(What.ORDER, 1, Source.BYPASS, Rest.EQUAL, NOW), hit(What.LIST, STARTED, NOW));
    assertEquals(1, tally.violations(Claim.RECOVERED), tally.report());
    assertEquals(0, tally.violations(Claim.EQUAL), tally.report());
    assertEquals(0, tally.staleness(), "a cache that does not answer is not stale");
  }

  @Test
  void anOrderInTwoListsOrInNoneIsWrong() {
    Tally two = check(hit(What.LIST, STARTED, NOW), hit(What.LIST, APPROVED, BEFORE));
    assertEquals(1, two.violations(Claim.ONE_LIST), two.report());
    Tally none = check(hit(What.LIST, APPROVED));
    assertEquals(1, none.violations(Claim.ONE_LIST), none.report());
  }
}
