package dev.ordercache.app.http;

import static dev.ordercache.app.http.EventFixture.as;
import static dev.ordercache.app.http.HttpFixture.assertNames;
import static dev.ordercache.app.http.HttpFixture.assertProblem;
import static dev.ordercache.app.http.HttpFixture.header;
import static dev.ordercache.app.http.HttpFixture.json;
import static dev.ordercache.app.users.TestUsers.PASSWORD;
import static dev.ordercache.app.users.TestUsers.line;
import static dev.ordercache.memory.Orders.order;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.OrderId;
import dev.ordercache.app.users.Role;
import dev.ordercache.app.users.TestUsers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders with an assignee, operators who are the assignee or not, and a lead. */
class TakenOrdersTest {

  private static final String STARTED = "MANUFACTURING_STARTED";
  private static final String APPROVED = "MANUFACTURING_APPROVED";
  private static final String COMPLETED = "MANUFACTURING_COMPLETED";

  @TempDir Path folder;
  private HttpFixture http;

  @BeforeEach
  void start() {
    Path users =
        TestUsers.write(
            folder, line("ada", Role.OPERATOR), line("bob", Role.OPERATOR), line("lea", Role.LEAD));
    http = new HttpFixture(0, users);
    http.database.put(order(1).build());
  }

  @AfterEach
  void stop() {
    http.close();
  }

  /** A request whose key is made of its user, status and version. */
  private ChangeRequest request(String user, long version, String to) {
    return new ChangeRequest(http)
        .with("Authorization", as(user, PASSWORD)[1])
        .with("If-Match", "\"" + version + "\"")
        .with("Idempotency-Key", user + "-" + to + "-" + version)
        .body("{\"to\":\"" + to + "\"}");
  }

  private HttpResponse<String> change(String user, long version, String to) {
    return request(user, version, to).send();
  }

  private void adaTakesIt() {
    assertEquals(200, change("ada", 1, STARTED).statusCode());
  }

  private String assignee() {
    return String.valueOf(http.database.find(new OrderId(1)).value().orElseThrow().assignee());
  }

  private static void assertTaken(Instant since, HttpResponse<String> refusal) {
    assertProblem(409, "order-taken", refusal);
    assertEquals("ada", json(refusal).get("assignee").stringValue());
    assertEquals(since.toString(), json(refusal).get("since").stringValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {APPROVED, COMPLETED})
  void anOperatorDoesNotChangeWhatAnotherHas(String to) {
    Instant taken = http.clock.instant();
    adaTakesIt();
    http.clock.advance(Duration.ofMinutes(5));

    assertTaken(taken, change("bob", 2, to));
    String tag = header(http.get("/api/orders/1", as("bob", PASSWORD)), "ETag");
    assertTaken(taken, request("bob", 2, to).with("If-Match", tag).send());
    assertEquals("ada", assignee());
    assertEquals(200, change("ada", 2, to).statusCode(), "its assignee does");
  }

  @Test
  void sinceWhenItHasBeenTakenIsSaidWhateverElseHasChangedSince() {
    Instant taken = http.clock.instant();
    adaTakesIt();
    http.clock.advance(Duration.ofMinutes(5));
    http.database.put(order(1).status(STARTED).assignee("ada").build());

    assertTaken(taken, change("bob", 3, COMPLETED));
  }

  @Test
  void whenItChangedLastIsSaidIfThatIsNotKnown() {
    http.database.put(order(1).assignee("ada").build());
    Instant changed = http.database.find(new OrderId(1)).value().orElseThrow().updatedAt();

    assertTaken(changed, change("bob", 2, STARTED));
  }

  @Test
  void aLeadGivesBackWhatAnotherHasTaken() {
    adaTakesIt();

    assertEquals(200, change("lea", 2, APPROVED).statusCode());
    assertEquals("null", assignee());
    assertEquals(200, change("bob", 3, STARTED).statusCode());
  }

  @Test
  void aLeadGivesItToAnotherUser() {
    HttpResponse<String> given = request("lea", 1, STARTED).to(STARTED, "bob").send();

    assertEquals(200, given.statusCode());
    assertEquals("bob", assignee());
  }

  @Test
  void anOperatorNamesNoOtherUser() {
    HttpResponse<String> refusal = request("ada", 1, STARTED).to(STARTED, "bob").send();

    assertProblem(403, "forbidden", refusal);
    assertNames("assignee", refusal);
    assertEquals("lead", json(refusal).get("role").stringValue());
    assertEquals("null", assignee());
    assertEquals(200, request("ada", 1, STARTED).to(STARTED, "ada").send().statusCode());
  }

  /** The change might be applied after that of another user, who then has the order. */
  @Test
  void anOperatorDoesNotChangeWhatAnotherIsAboutToTake() {
    http.changesAreHeld = true;
    ChangeRequest take = request("ada", 1, STARTED).without("Prefer");
    assertEquals(202, take.send().statusCode());
    HttpResponse<String> refusal = change("bob", 2, COMPLETED);
    http.changesAreHeld = false;

    assertProblem(412, "stale-version", refusal);
    assertEquals(1, json(refusal).get("version").longValue());
    assertEquals(200, take.with("Prefer", "wait=30").send().statusCode());
    assertEquals("ada", assignee());
    assertEquals(200, change("lea", 2, COMPLETED).statusCode());
  }

  @Test
  void anOlderVersionIsStaleForEveryAssignee() {
    adaTakesIt();

    assertProblem(412, "stale-version", change("bob", 1, COMPLETED));
    assertProblem(409, "order-taken", change("bob", 1, STARTED));
  }

  @Test
  void aKeyLeadsToItsChangeForEveryAssignee() {
    HttpResponse<String> first = change("bob", 1, STARTED);
    assertEquals(200, change("lea", 2, APPROVED).statusCode());
    assertEquals(200, change("ada", 3, STARTED).statusCode());
    String id = json(first).get("id").toString();

    HttpResponse<String> again = change("bob", 1, STARTED);
    assertEquals(200, again.statusCode());
    assertEquals(id, json(again).get("id").toString());
    HttpResponse<String> another =
        request("bob", 4, COMPLETED).with("Idempotency-Key", "bob-" + STARTED + "-1").send();
    assertProblem(422, "idempotency-key-reused", another);
  }

  @Test
  void aKeyLeadsToAChangeThatNamedAnotherAlsoWhenItsLeadIsNoneAnyMore() {
    ChangeRequest given = request("lea", 1, STARTED).to(STARTED, "bob");
    String id = json(given.send()).get("id").toString();
    TestUsers.write(folder, line("lea", Role.OPERATOR));
    await().until(() -> naming("bob").send().statusCode() == 403);

    assertEquals(id, json(given.send()).get("id").toString());
  }

  /** A request of lea's that is at least stale. */
  private ChangeRequest naming(String assignee) {
    return request("lea", 1, COMPLETED)
        .to(COMPLETED, assignee)
        .with("Idempotency-Key", UUID.randomUUID().toString());
  }

  @Test
  void anOperatorUndoesAChangeOfOwnAsBefore() {
    http.database.put(order(1).status("PACKAGING").build());
    assertEquals(200, change("ada", 2, "SHIPPED").statusCode());
    HttpResponse<String> undone =
        http.post(
            "/api/status-changes/1/undo",
            "",
            as("ada", PASSWORD, "Idempotency-Key", "u", "Prefer", "wait=30"));

    assertEquals(200, undone.statusCode(), undone.body());
  }

  /** As some tables have it. */
  @Test
  void aBlankAssigneeIsNone() {
    http.database.put(order(1).assignee("").build());

    assertEquals(200, change("bob", 2, STARTED).statusCode());
    assertEquals("bob", assignee());
  }

  @Test
  void withoutUsersEveryRequestIsAllowed() {
    try (HttpFixture open = new HttpFixture()) {
      open.database.put(order(1).assignee("ada").build());

      assertEquals(200, new ChangeRequest(open).to(STARTED, "bob").send().statusCode());
    }
  }
}
