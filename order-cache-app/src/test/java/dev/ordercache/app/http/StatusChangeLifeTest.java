package dev.ordercache.app.http;

import static dev.ordercache.app.http.HttpFixture.assertNames;
import static dev.ordercache.app.http.HttpFixture.assertProblem;
import static dev.ordercache.app.http.HttpFixture.header;
import static dev.ordercache.app.http.HttpFixture.json;
import static dev.ordercache.memory.Orders.order;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.OrderId;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A status change from its acceptance to its end, and its undoing. */
class StatusChangeLifeTest {

  private static final String FIRST = "/api/status-changes/1";

  private final HttpFixture http = new HttpFixture();
  private final ChangeRequest change = new ChangeRequest(http).without("Prefer");

  @BeforeEach
  void anApprovedOrder() {
    http.database.put(order(1).build());
  }

  @AfterEach
  void stop() {
    http.close();
  }

  private static void assertState(int status, String state, HttpResponse<String> answer) {
    assertEquals(status, answer.statusCode(), answer.body());
    assertEquals(state, json(answer).get("state").stringValue());
  }

  private void awaitState(String state) {
    await().until(() -> json(http.get(FIRST)).get("state").stringValue().equals(state));
  }

  private long version() {
    return http.database.find(new OrderId(1)).value().orElseThrow().version();
  }

  private HttpResponse<String> undo(String... headers) {
    return http.post(FIRST + "/undo", "", headers);
  }

  @Test
  void isAcceptedAndCanBeFollowed() {
    http.changesAreHeld = true;
    HttpResponse<String> accepted = change.send();
    assertState(202, "PENDING", accepted);
    assertEquals(FIRST, header(accepted, "Location"));
    assertEquals("", header(accepted, "Preference-Applied"));
    assertState(200, "PENDING", http.get(FIRST));

    http.changesAreHeld = false;
    awaitState("DONE");
    assertEquals(2, json(http.get(FIRST)).get("version").longValue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "wait=1 | wait=1",
        "WAIT = 1 | wait=1",
        "respond-async, wait=\"1\"; x=y | wait=1",
        "wait=1, wait=30 | wait=1",
        "wait=0 | ''",
        "wait=-1 | ''",
        "wait=soon | ''",
        "waiting=1 | ''",
        "respond-async | ''"
      })
  void isWaitedForAsLongAsTheClientPrefers(String preference, String applied) {
    http.changesAreHeld = true;
    HttpResponse<String> answer = change.with("Prefer", preference).send();

    assertState(202, "PENDING", answer);
    assertEquals(applied, header(answer, "Preference-Applied"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"wait=30", "wait=31", "wait=999999999"})
  void isWaitedForAtMost30SecondsAndNoLongerThanNeeded(String preference) {
    HttpResponse<String> answer = change.with("Prefer", preference).send();

    assertState(200, "DONE", answer);
    assertEquals("wait=30", header(answer, "Preference-Applied"));
  }

  @Test
  void aRequestThatHasWaitedLongEnoughReceivesTheState() {
    http.cacheIsDown = true;
    http.afterAcceptance = () -> http.stored.settle(1); // a busy worker may come too late
    HttpResponse<String> answer = change.with("Prefer", "wait=1").send();

    assertState(202, "APPLIED", answer);
    assertEquals("wait=1", header(answer, "Preference-Applied"));
  }

  @Test
  void aRequestThatHasWaitedLongEnoughReceivesTheKnownStateIfTheDatabaseFails() {
    http.changesAreHeld = true;
    http.afterAcceptance = () -> http.databaseIsDown = true;

    assertState(202, "PENDING", change.with("Prefer", "wait=1").send());
  }

  @Test
  void isWaitedForWithoutThreads() {
    http.changesAreHeld = true;
    int count = 300; // more than the server has threads
    ChangeRequest waiting = new ChangeRequest(http);
    CompletableFuture<?>[] answers = new CompletableFuture<?>[count];
    for (int i = 0; i < count; i++) {
      answers[i] = waiting.sendLater().thenAccept(answer -> assertState(200, "DONE", answer));
      int sent = i + 1;
      if (sent % 30 == 0) { // no more are admitted at a time
        await().pollInterval(Duration.ofMillis(5)).until(() -> http.awaited() == sent);
      }
    }
    assertEquals(200, http.get("/health/live").statusCode());

    http.changesAreHeld = false;
    CompletableFuture.allOf(answers).join();
  }

  @Test
  void isOnlyAcceptedAsFarAsTheLastRequestsLearnWhenTheServerStops() {
    http.changesAreHeld = true;
    CompletableFuture<HttpResponse<String>> waiting = new ChangeRequest(http).sendLater();
    await().until(() -> http.awaited() == 1);
    http.close();

    assertState(202, "PENDING", waiting.join());
  }

  @Test
  void isTheSameUnderTheSameKey() {
    http.changesAreHeld = true;
    assertState(202, "PENDING", change.send());
    HttpResponse<String> again = change.send();
    assertState(202, "PENDING", again);
    assertEquals(FIRST, header(again, "Location"));

    http.changesAreHeld = false;
    awaitState("DONE");
    assertState(200, "DONE", change.send());
    assertEquals(2, version());
  }

  @Test
  void isNotAnotherUnderTheSameKey() {
    change.send();
    HttpResponse<String> refusal = change.to("MANUFACTURING_STARTED", "bob").send();

    assertProblem(422, "idempotency-key-reused", refusal);
    assertNames("Idempotency-Key", refusal);
    assertEquals(1, json(refusal).get("change").longValue());
  }

  @Test
  void thatIsRejectedSaysSoToEveryReader() {
    http.changesAreHeld = true;
    change.send();
    http.database.put(order(1).build());
    http.changesAreHeld = false;
    awaitState("REJECTED");

    HttpResponse<String> found = http.get(FIRST);
    assertState(200, "REJECTED", found);
    assertEquals(412, json(found).get("problem").get("status").intValue());
    assertState(200, "REJECTED", change.send());
    assertProblem(412, "stale-version", change.with("Prefer", "wait=1").send());
  }

  @Test
  void canBeCancelledWhileItIsPending() {
    http.changesAreHeld = true;
    change.send();
    assertEquals(204, http.delete(FIRST).statusCode());
    assertEquals(204, http.delete(FIRST).statusCode(), "it is cancelled, as requested");

    http.changesAreHeld = false;
    assertState(200, "CANCELLED", http.get(FIRST));
    assertProblem(409, "change-cancelled", change.with("Prefer", "wait=1").send());
    assertEquals(1, version());
  }

  @Test
  void canNotBeCancelledAfterwards() {
    change.send();
    awaitState("DONE");
    HttpResponse<String> refusal = http.delete(FIRST);

    assertProblem(409, "not-pending", refusal);
    assertEquals("DONE", json(refusal).get("state").stringValue());
  }

  @Test
  void canBeUndone() {
    change.send();
    awaitState("DONE");
    HttpResponse<String> undone = undo("Idempotency-Key", "u", "Prefer", "wait=30");

    assertState(200, "DONE", undone);
    assertEquals(1, json(undone).get("undoes").longValue());
    assertEquals("MANUFACTURING_APPROVED", json(undone).get("to").stringValue());
    assertEquals(3, version());
    assertState(200, "DONE", undo("Idempotency-Key", "u"));
    assertEquals(3, version(), "the same key undoes once");
  }

  @Test
  void isUndoneLaterUnlessTheClientWaits() {
    change.send();
    awaitState("DONE");
    http.changesAreHeld = true;
    HttpResponse<String> accepted = undo("Idempotency-Key", "u");

    assertState(202, "PENDING", accepted);
    assertEquals("/api/status-changes/2", header(accepted, "Location"));
  }

  @Test
  void canNotBeUndoneWithoutAKeyOrAfterAnotherChange() {
    change.send();
    awaitState("DONE");
    HttpResponse<String> keyless = undo();
    assertProblem(400, "bad-request", keyless);
    assertNames("Idempotency-Key", keyless);

    http.database.put(order(1).build());
    HttpResponse<String> refusal = undo("Idempotency-Key", "u");
    assertProblem(409, "changed-since", refusal);
    assertEquals(3, json(refusal).get("version").longValue());
  }

  @Test
  void canNotBeUndoneIfItHasNoEffect() {
    http.changesAreHeld = true;
    change.send();
    HttpResponse<String> refusal = undo("Idempotency-Key", "u");

    assertProblem(409, "nothing-to-undo", refusal);
    assertEquals("PENDING", json(refusal).get("state").stringValue());
  }

  @Test
  void thatThereIsNotIs404() {
    assertProblem(404, "unknown-change", http.get(FIRST));
    assertProblem(404, "unknown-change", http.delete(FIRST));
    assertProblem(404, "unknown-change", undo("Idempotency-Key", "u"));
    assertNames("id", http.get("/api/status-changes/x"));
  }
}
