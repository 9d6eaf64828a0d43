package dev.ordercache.lab.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Source;
import dev.ordercache.lab.history.Seen.What;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Histories made by hand, of which some keep each claim and some break it. Times are in ms. */
class ClaimsTest {

  private static final int APPROVED = OrderState.number("MANUFACTURING_APPROVED");
  private static final int STARTED = OrderState.number("MANUFACTURING_STARTED");
  private static final int COMPLETED = OrderState.number("MANUFACTURING_COMPLETED");
  private static final long BOUND = 2_000;
  private static final int READER = 0;
  private static final int OTHER = 1;

  private final Writes writes = new Writes();
  private final WrongRedis wrongRedis = new WrongRedis();
  private boolean near;

  private static OrderState state(int id, int version, int status) {
    return new OrderState(id, OrderState.stamp(1, version), status);
  }

  private void first(int id, int version, int status) {
    writes.first(state(id, version, status));
  }

  private void commit(OrderState state, long begin, long end) {
    writes.committed(state, nanos(begin), nanos(end));
  }

  private void promise(OrderState state, long begin, long end, int instance) {
    writes.promised(state, nanos(begin), nanos(end), instance);
  }

  private static long nanos(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }

  private static Seen order(int id, Source source, long begin, OrderState... states) {
    return seen(What.ORDER, id, source, begin, states);
  }

  private static Seen list(int status, Source source, long begin, OrderState... states) {
    return seen(What.LIST, status, source, begin, states);
  }

  private static Seen seen(What what, int key, Source source, long begin, OrderState... states) {
    return new Seen(
        READER,
        what,
        key,
        source,
        nanos(begin),
        nanos(begin + 1),
        states.length,
        Arrays.asList(states),
        null);
  }

  private Tally check(Seen... answers) {
    Claims claims =
        new Claims(writes.timelines(), Duration.ofMillis(BOUND), wrongRedis, i -> near, 0);
    for (Seen answer : answers) {
      claims.check(answer);
    }
    return claims.tally();
  }

  private static void assertBroken(Claim claim, Tally tally) {
    assertEquals(1, tally.violations(claim), tally.report());
    assertEquals(1, tally.violations(), tally.report());
  }

  private static void assertKept(Tally tally, int checks, Claim claim) {
    assertEquals(0, tally.violations(), tally.report());
    assertEquals(checks, tally.checks(claim));
  }

  @Test
  void aVerifiedAnswerMayBeAsOldAsTheBoundAndNoOlder() {
    first(1, 1, APPROVED);
    commit(state(1, 2, STARTED), 10, 12);
    OrderState old = state(1, 1, APPROVED);
    assertKept(check(order(1, Source.HIT, 12 + BOUND, old)), 1, Claim.BOUNDED);
    Tally tally = check(order(1, Source.HIT, 13 + BOUND, old));
    assertBroken(Claim.BOUNDED, tally);
    assertTrue(tally.counterexamples().get(0).contains("version 2"), tally.report());
  }

  @ParameterizedTest
  @EnumSource(names = {"MISS", "BYPASS"})
  void anAnswerFromTheDatabaseIsAsNewAsItsCall(Source source) {
    first(1, 1, APPROVED);
    commit(state(1, 2, STARTED), 10, 12);
    assertKept(check(order(1, source, 12, state(1, 1, APPROVED))), 1, Claim.CURRENT);
    assertBroken(Claim.CURRENT, check(order(1, source, 13, state(1, 1, APPROVED))));
  }

  @Test
  void whatAChangesCallPromisedIsSeenByLaterCallsOnly() {
    first(1, 1, APPROVED);
    promise(state(1, 2, STARTED), 10, 12, OTHER);
    commit(state(1, 3, STARTED), 20, 22);
    assertKept(check(order(1, Source.HIT, 11, state(1, 1, APPROVED))), 1, Claim.PROMISED);
    assertKept(check(order(1, Source.HIT, 30, state(1, 2, STARTED))), 1, Claim.PROMISED);
    assertBroken(Claim.PROMISED, check(order(1, Source.HIT, 13, state(1, 1, APPROVED))));
  }

  @Test
  void aListKeepsThePromiseOfAChangeThatLeadsIntoItOrOutOfIt() {
    first(1, 1, APPROVED);
    promise(state(1, 2, STARTED), 10, 12, OTHER);
    assertKept(check(list(APPROVED, Source.HIT, 13)), 1, Claim.PROMISED);
    assertBroken(Claim.PROMISED, check(list(APPROVED, Source.HIT, 13, state(1, 1, APPROVED))));
    assertBroken(Claim.PROMISED, check(list(STARTED, Source.HIT, 13)));
  }

  @Test
  void aListInTheNearCacheOfAnotherInstanceMayBeAsOldAsAConfirmationLives() {
    near = true;
    first(1, 1, APPROVED);
    promise(state(1, 2, STARTED), 10, 12, OTHER);
    OrderState old = state(1, 1, APPROVED);
    assertKept(check(list(APPROVED, Source.HIT, 212, old)), 1, Claim.PROMISED);
    assertBroken(Claim.PROMISED, check(list(APPROVED, Source.HIT, 213, old)));
    assertBroken(Claim.PROMISED, check(order(1, Source.HIT, 13, old)));
  }

  @Test
  void aListInTheNearCacheOfTheInstanceThatMadeTheChangeMayNotBeOld() {
    near = true;
    first(1, 1, APPROVED);
    promise(state(1, 2, STARTED), 10, 12, READER);
    OrderState old = state(1, 1, APPROVED);
    assertKept(check(list(APPROVED, Source.HIT, 12, old)), 1, Claim.PROMISED);
    assertBroken(Claim.PROMISED, check(list(APPROVED, Source.HIT, 13, old)));
    assertBroken(Claim.PROMISED, check(list(STARTED, Source.HIT, 13)));
  }

  @Test
  void ofTwoChangesThatEndAStateInANearCacheTheFirstToBeSeenCounts() {
    near = true;
    first(1, 1, APPROVED);
    promise(state(1, 2, STARTED), 10, 12, OTHER);
    promise(state(1, 3, APPROVED), 100, 102, READER);
    promise(state(1, 4, STARTED), 300, 302, READER);
    OrderState old = state(1, 1, APPROVED);
    assertKept(check(list(APPROVED, Source.HIT, 102, old)), 1, Claim.PROMISED);
    assertBroken(Claim.PROMISED, check(list(APPROVED, Source.HIT, 103, old)));
    assertKept(check(list(STARTED, Source.HIT, 102)), 1, Claim.PROMISED);
    assertKept(check(list(STARTED, Source.HIT, 102, state(1, 2, STARTED))), 1, Claim.PROMISED);
    assertBroken(Claim.PROMISED, check(list(STARTED, Source.HIT, 103, state(1, 2, STARTED))));
  }

  @Test
  void aChangePromisesNothingOfAListThatAnotherWritersChangeHadLeft() {
    first(1, 1, COMPLETED);
    commit(state(1, 2, STARTED), 10, 12);
    promise(state(1, 3, APPROVED), 20, 22, OTHER);
    OrderState old = state(1, 1, COMPLETED);
    assertKept(check(list(COMPLETED, Source.HIT, 30, old)), 1, Claim.PROMISED);
    assertBroken(Claim.BOUNDED, check(list(COMPLETED, Source.HIT, 3_000, old)));
    assertBroken(Claim.PROMISED, check(list(STARTED, Source.HIT, 30, state(1, 2, STARTED))));
    assertBroken(Claim.PROMISED, check(order(1, Source.HIT, 30, old)));
  }

  @Test
  void nothingIsPromisedWhereTwoPrimariesAnswer() {
    first(1, 1, APPROVED);
    promise(state(1, 2, STARTED), 10, 12, OTHER);
    wrongRedis.add(READER, nanos(5), nanos(20));
    assertKept(check(order(1, Source.HIT, 13, state(1, 1, APPROVED))), 0, Claim.PROMISED);
    assertBroken(Claim.BOUNDED, check(order(1, Source.HIT, 3_000, state(1, 1, APPROVED))));
  }

  @Test
  void anOrderThatIsGoneIsAnsweredForTheBoundAndAnAbsenceToo() {
    first(1, 1, APPROVED);
    commit(state(1, 1, APPROVED).deleted(), 10, 12);
    commit(new OrderState(1, OrderState.stamp(2, 1), STARTED), 100, 102);
    assertKept(check(order(1, Source.HIT, 50, state(1, 1, APPROVED))), 1, Claim.BOUNDED);
    assertKept(check(order(1, Source.HIT, 1_000)), 1, Claim.BOUNDED);
    assertBroken(Claim.BOUNDED, check(order(1, Source.HIT, 2_013, state(1, 1, APPROVED))));
    assertBroken(Claim.BOUNDED, check(order(1, Source.HIT, 2_103)));
    assertBroken(Claim.BOUNDED, check(list(STARTED, Source.HIT, 2_103)));
    assertBroken(Claim.EXISTED, check(order(1, Source.HIT, 5)));
  }

  @Test
  void aVersionThatNoWriterMadeOrNotYetOrInAnotherStatusIsNoAnswer() {
    first(1, 1, APPROVED);
    commit(state(1, 2, STARTED), 10, 12);
    assertBroken(Claim.EXISTED, check(order(1, Source.HIT, 20, state(1, 3, APPROVED))));
    assertBroken(Claim.EXISTED, check(order(1, Source.HIT, 8, state(1, 2, STARTED))));
    assertBroken(Claim.EXISTED, check(order(1, Source.HIT, 20, state(1, 2, APPROVED))));
  }

  @Test
  void aListIsOfOneMoment() {
    first(1, 1, APPROVED);
    first(2, 1, APPROVED);
    commit(state(1, 2, STARTED), 10, 12);
    commit(state(2, 2, APPROVED), 20, 22);
    commit(state(1, 3, APPROVED), 30, 32);
    OrderState older = state(1, 1, APPROVED);
    assertKept(
        check(list(APPROVED, Source.HIT, 40, older, state(2, 1, APPROVED))), 1, Claim.ONE_MOMENT);
    assertBroken(
        Claim.ONE_MOMENT, check(list(APPROVED, Source.HIT, 40, older, state(2, 2, APPROVED))));
    assertKept(check(list(APPROVED, Source.HIT, 40, state(2, 1, APPROVED))), 1, Claim.ONE_MOMENT);
    assertBroken(
        Claim.ONE_MOMENT,
        check(list(APPROVED, Source.HIT, 40, state(1, 3, APPROVED), state(2, 1, APPROVED))));
  }

  @Test
  void aStaleAnswerIsCountedAndNothingIsClaimedOfIt() {
    first(1, 1, APPROVED);
    promise(state(1, 2, STARTED), 10, 12, OTHER);
    Tally tally = check(order(1, Source.STALE, 9_000, state(1, 1, APPROVED)));
    assertKept(tally, 0, Claim.BOUNDED);
    assertEquals(1, tally.counted("answers STALE"));
  }

  @Test
  void aCountIsWhatItMayHaveBeenWithinTheBound() {
    first(1, 1, APPROVED);
    first(2, 1, APPROVED);
    commit(state(1, 2, STARTED), 10, 12);
    assertKept(check(count(2, 12 + BOUND), count(1, 11)), 2, Claim.BOUNDED);
    assertBroken(Claim.BOUNDED, check(count(2, 13 + BOUND)));
    assertBroken(Claim.BOUNDED, check(count(1, 8)));
    assertBroken(Claim.BOUNDED, check(count(0, 100)));
  }

  private static Seen count(int count, long begin) {
    return new Seen(
        READER,
        What.COUNT,
        APPROVED,
        Source.HIT,
        nanos(begin),
        nanos(begin + 1),
        count,
        List.of(),
        null);
  }
}
