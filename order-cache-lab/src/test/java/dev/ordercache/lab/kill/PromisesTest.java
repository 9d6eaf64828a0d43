package dev.ordercache.lab.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.lab.ClaimResults;
import dev.ordercache.lab.kill.Recorded.Change;
import dev.ordercache.lab.kill.Recorded.Version;
import dev.ordercache.lab.kill.SentRequest.About;
import dev.ordercache.lab.kill.SentRequest.Reported;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Histories of one order made by hand, of which some keep each promise and some break it. Change n
 * has key n and transaction n.
 */
class PromisesTest {

  private static final String APPROVED = "MANUFACTURING_APPROVED";
  private static final String STARTED = "MANUFACTURING_STARTED";
  private static final String WHO = "anonymous";
  private static final long UNKNOWN = 7;

  private final ClaimResults<Promise> results = new ClaimResults<>(Promise.class);
  private final List<Version> versions = new ArrayList<>();
  private final List<Change> changes = new ArrayList<>();
  private final List<SentRequest> requests = new ArrayList<>();

  private void version(long number, String status, @Nullable String assignee, long change) {
    versions.add(new Version(1, number, status, assignee, "" + change));
  }

  private SentRequest written(long id, long expected, String to) {
    return new SentRequest("" + id, 1, expected, to, null, null, 0, List.of());
  }

  private void take(long id, long expected, String state, long version) {
    made(id, written(id, expected, STARTED), state, APPROVED, null, version);
  }

  private void release(long id, long expected, String state, long version) {
    made(id, written(id, expected, APPROVED), state, STARTED, WHO, version);
  }

  private void made(
      long id,
      SentRequest request,
      String state,
      String before,
      @Nullable String assignee,
      long version) {
    String after = request.to();
    changes.add(
        new Change(id, request, WHO, state, true, before, assignee, after, version, "" + id));
  }

  private void notMade(long id, long expected, String to, String state) {
    SentRequest request = written(id, expected, to);
    changes.add(new Change(id, request, WHO, state, true, null, null, null, null, null));
  }

  private void request(long key, long sent, Reported... reported) {
    requests.add(new SentRequest("" + key, 1, key, STARTED, null, null, sent, List.of(reported)));
  }

  private static Reported accepted(long at, long change) {
    return new Reported(at, About.WISH, 202, change, "PENDING");
  }

  private static Reported reported(About about, int status, long change, @Nullable String state) {
    return new Reported(9, about, status, change, state);
  }

  private void checkOrders() {
    List<Version> before = List.of(new Version(1, 1, APPROVED, null, ""));
    OrderPromises.check(new Recorded(before, versions, changes), results);
  }

  private void checkWishes() {
    RequestPromises.check(requests, changes, results);
  }

  private void assertOnlyBroken(Promise promise) {
    assertTrue(results.violations(promise) > 0, results::report);
    assertEquals(results.violations(), results.violations(promise), results::report);
  }

  @Test
  void ofASoundHistoryNothingIsSaid() {
    version(2, STARTED, WHO, 1);
    version(3, APPROVED, null, 3);
    version(4, STARTED, WHO, UNKNOWN);
    version(5, APPROVED, null, 5);
    take(1, 1, "DONE", 2);
    notMade(2, 1, STARTED, "REJECTED");
    release(3, 2, "DONE", 3);
    notMade(4, 3, STARTED, "CANCELLED");
    made(5, written(5, 3, STARTED), "COMPENSATED", STARTED, null, 5);
    changes.set(4, withAfter(changes.get(4), APPROVED));
    checkOrders();

    assertEquals(0, results.violations(), results::report);
    assertEquals(4, results.checks(Promise.MADE));
    assertEquals(1, results.checks(Promise.REFUSED));
  }

  private static Change withAfter(Change c, String after) {
    return new Change(
        c.id(),
        c.request(),
        WHO,
        c.state(),
        true,
        c.before(),
        null,
        after,
        c.version(),
        "" + c.id());
  }

  @Test
  void aVersionThatNoChangeHasMadeIsFound() {
    version(2, STARTED, WHO, 1);
    version(3, APPROVED, null, UNKNOWN);
    take(1, 1, "DONE", 2);
    checkOrders();

    assertOnlyBroken(Promise.MADE);
  }

  @Test
  void aVersionThatTwoChangesHaveMadeIsFound() {
    version(2, STARTED, WHO, 1);
    take(1, 1, "DONE", 2);
    changes.add(changes.get(0));
    checkOrders();

    assertTrue(results.violations(Promise.MADE) > 0, results::report);
  }

  @Test
  void aChangeThatWasNotMadeThoughItIsSaidToBeIsFound() {
    take(1, 1, "DONE", 2);
    checkOrders();

    assertOnlyBroken(Promise.EFFECT);
  }

  @Test
  void aWrongBeforeImageIsFound() {
    version(2, STARTED, WHO, 1);
    made(1, written(1, 1, STARTED), "DONE", APPROVED, "somebody", 2);
    checkOrders();

    assertOnlyBroken(Promise.EFFECT);
  }

  @Test
  void whatASagaHasNotGivenBackIsFound() {
    version(2, STARTED, WHO, UNKNOWN);
    version(3, APPROVED, "somebody", 1);
    made(1, written(1, 1, STARTED), "COMPENSATED", STARTED, null, 3);
    changes.set(0, withAfter(changes.get(0), APPROVED));
    checkOrders();

    assertOnlyBroken(Promise.EFFECT);
  }

  @Test
  void aChangeThatHasOvertakenTheOneBeforeItIsFound() {
    version(2, STARTED, WHO, 2);
    version(3, APPROVED, null, 1);
    take(2, 1, "DONE", 2);
    release(1, 2, "DONE", 3);
    checkOrders();

    assertOnlyBroken(Promise.IN_ORDER);
  }

  @Test
  void aChangeThatWasRefusedBecauseItCameTooEarlyIsFound() {
    version(2, STARTED, WHO, 1);
    take(1, 1, "DONE", 2);
    notMade(2, 2, APPROVED, "REJECTED");
    checkOrders();

    assertOnlyBroken(Promise.REFUSED);
  }

  @Test
  void anAcceptedChangeThatIsLostIsFound() {
    request(1, 0, accepted(1, 1));
    checkWishes();

    assertOnlyBroken(Promise.ENDED);
  }

  @Test
  void aChangeThatIsNeverFinishedIsFound() {
    request(1, 0, accepted(1, 1));
    take(1, 1, "APPLIED", 2);
    checkWishes();

    assertOnlyBroken(Promise.ENDED);
  }

  @Test
  void aKeyThatBecameTwoChangesIsFound() {
    request(1, 0, accepted(1, 1), accepted(2, 2));
    take(1, 1, "DONE", 2);
    checkWishes();

    assertOnlyBroken(Promise.ONE_CHANGE);
  }

  @Test
  void aChangeThatWasNotRequestedIsFound() {
    take(1, 1, "DONE", 2);
    checkWishes();

    assertOnlyBroken(Promise.ONE_CHANGE);
  }

  @Test
  void aChangeThatIsNotWhatWasWishedForIsFound() {
    request(1, 0, accepted(1, 1));
    take(1, 4, "DONE", 5);
    checkWishes();

    assertOnlyBroken(Promise.ONE_CHANGE);
  }

  @Test
  void aRefusedWishThatBecameAChangeIsFound() {
    requests.add(
        new SentRequest(
            "1",
            1,
            1,
            STARTED,
            null,
            null,
            0,
            List.of(new Reported(1, About.WISH, 412, null, null))));
    take(1, 1, "DONE", 2);
    checkWishes();

    assertOnlyBroken(Promise.ONE_CHANGE);
  }

  @Test
  void aReportedOutcomeThatDiffersIsFound() {
    request(1, 0, accepted(1, 1), reported(About.STATE, 200, 1, "DONE"));
    notMade(1, 1, STARTED, "REJECTED");
    checkWishes();

    assertOnlyBroken(Promise.ANSWERED);
  }

  @Test
  void aCancelledChangeThatWasMadeIsFound() {
    request(1, 0, accepted(1, 1), reported(About.CANCELLATION, 204, 1, null));
    take(1, 1, "DONE", 2);
    checkWishes();

    assertOnlyBroken(Promise.ANSWERED);
  }

  @Test
  void anAnswerThatTheContractDoesNotHaveIsFound() {
    request(1, 0, reported(About.WISH, 500, 1, null));
    take(1, 1, "DONE", 2);
    checkWishes();

    assertOnlyBroken(Promise.ANSWERED);
  }

  @Test
  void aChangeThatWasAcceptedAfterALaterOneIsFound() {
    request(1, 5, accepted(6, 1));
    request(2, 0, accepted(1, 2));
    take(1, 1, "DONE", 2);
    take(2, 2, "DONE", 3);
    checkWishes();

    assertOnlyBroken(Promise.IN_ORDER);
  }
}
