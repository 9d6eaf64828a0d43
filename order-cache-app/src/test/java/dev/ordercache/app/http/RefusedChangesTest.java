package dev.ordercache.app.http;

import static dev.ordercache.app.http.HttpFixture.assertNames;
import static dev.ordercache.app.http.HttpFixture.assertProblem;
import static dev.ordercache.memory.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fields that refused status changes name. */
class RefusedChangesTest {

  private final HttpFixture http = new HttpFixture();
  private final ChangeRequest change = new ChangeRequest(http);

  @BeforeEach
  void anApprovedOrder() {
    http.database.put(order(1).build());
  }

  @AfterEach
  void stop() {
    http.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-1", "1.0", "99999999999999999999"})
  void anOrderIdIsANumber(String id) {
    HttpResponse<String> refusal = change.of(id).send();

    assertProblem(400, "bad-request", refusal);
    assertNames("id", refusal);
  }

  @Test
  void ifMatchIsRequired() {
    HttpResponse<String> refusal = change.without("If-Match").send();

    assertProblem(428, "precondition-required", refusal);
    assertNames("If-Match", refusal);
  }

  @Test
  void ifMatchMustBeTheCurrentVersion() {
    http.database.put(order(1).build());
    HttpResponse<String> refusal = change.send();

    assertProblem(412, "stale-version", refusal);
    assertNames("If-Match", refusal);
  }

  @Test
  void anIdempotencyKeyIsRequired() {
    HttpResponse<String> refusal = change.without("Idempotency-Key").send();

    assertProblem(400, "bad-request", refusal);
    assertNames("Idempotency-Key", refusal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"two words", "tab\there", ""})
  void anIdempotencyKeyIsOfVisibleAscii(String key) {
    HttpResponse<String> refusal = change.with("Idempotency-Key", key).send();

    assertProblem(400, "bad-request", refusal);
    assertNames("Idempotency-Key", refusal);
  }

  @Test
  void anIdempotencyKeyHas200CharactersAtMost() {
    HttpResponse<String> refusal = change.with("Idempotency-Key", "k".repeat(201)).send();

    assertProblem(400, "bad-request", refusal);
    assertNames("Idempotency-Key", refusal);
  }

  /** An existing table may have such assignees. */
  @ParameterizedTest
  @ValueSource(strings = {" ", "tab\there", "LONG"})
  void anUndoToAnAssigneeThatNoChangeMayNameSaysSo(String assignee) {
    String before = assignee.equals("LONG") ? "a".repeat(101) : assignee;
    http.database.put(order(2).assignee(before).build());
    assertEquals(200, change.of("2").send().statusCode());
    HttpResponse<String> refusal =
        http.post("/api/status-changes/1/undo", "", "Idempotency-Key", "u");

    assertProblem(409, "undo-not-allowed", refusal);
    assertTrue(refusal.body().contains("assignee"), refusal.body());
  }

  @Test
  void aTransitionThatThereIsNotNamesItsTarget() {
    HttpResponse<String> refusal = change.to("SHIPPED", "ada").send();

    assertProblem(409, "transition-not-allowed", refusal);
    assertNames("to", refusal);
  }
}
