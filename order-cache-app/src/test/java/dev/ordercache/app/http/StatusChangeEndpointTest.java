package dev.ordercache.app.http;

import static dev.ordercache.app.http.HttpFixture.assertNames;
import static dev.ordercache.app.http.HttpFixture.assertProblem;
import static dev.ordercache.app.http.HttpFixture.header;
import static dev.ordercache.app.http.HttpFixture.json;
import static dev.ordercache.memory.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.OrderId;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusChangeEndpointTest {

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

  private void assertUnchanged() {
    assertEquals(1, http.database.find(new OrderId(1)).value().orElseThrow().version());
  }

  @Test
  void aChangeIsVisibleInBothListsWhenItsAnswerComes() {
    http.get("/api/orders?status=MANUFACTURING_APPROVED");
    http.get("/api/orders?status=MANUFACTURING_STARTED");
    http.get("/api/orders/1");
    HttpResponse<String> changed = change.send();

    assertEquals(200, changed.statusCode());
    assertEquals("\"2\"", header(changed, "ETag"));
    assertEquals("wait=30", header(changed, "Preference-Applied"));
    assertEquals("DONE", json(changed).get("state").stringValue());
    assertEquals("MANUFACTURING_APPROVED", json(changed).get("from").stringValue());
    assertEquals("ada", json(changed).get("assignee").stringValue());
    assertEquals(0, size("MANUFACTURING_APPROVED"));
    assertEquals(1, size("MANUFACTURING_STARTED"));
    assertEquals(2, json(http.get("/api/orders/1")).get("version").longValue());
  }

  private int size(String status) {
    return json(http.get("/api/orders?status=" + status)).get("orders").size();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"assignee\":\"ada\"} | to",
        "{\"to\":null} | to",
        "{\"to\":7} | to",
        "{\"to\":\"NOPE\"} | to",
        "{\"to\":\"MANUFACTURING_STARTED\",\"assignee\":\" \"} | assignee",
        "{\"to\":\"MANUFACTURING_STARTED\",\"assignee\":[]} | assignee",
        "{\"to\":\"MANUFACTURING_STARTED\",\"assignee\":\"a\\u0000\"} | assignee",
        "{\"to\":\"MANUFACTURING_STARTED\",\"asignee\":\"ada\"} | asignee",
        "[] | body",
        "{\"to\": | body",
        "{\"to\":\"SHIPPED\",\"to\":\"SHIPPED\"} | body",
        "nonsense | body"
      })
  void aBadBodyIsNamed(String body, String field) {
    HttpResponse<String> refusal = change.body(body).send();

    assertProblem(400, "bad-request", refusal);
    assertNames(field, refusal);
    assertUnchanged();
  }

  @Test
  void anEmptyBodyIsRefused() {
    assertProblem(400, "bad-request", change.body("").send());
  }

  @Test
  void withoutIfMatchTheChangeIsRefused() {
    HttpResponse<String> refusal = change.without("If-Match").send();

    assertProblem(428, "precondition-required", refusal);
    assertUnchanged();
  }

  @ParameterizedTest
  @CsvSource({"1", "W/\"1\"", "*", "\"x\"", "\"1\"; \"2\""})
  void aMalformedIfMatchIsNamed(String version) {
    HttpResponse<String> refusal = change.with("If-Match", version).send();

    assertProblem(400, "bad-request", refusal);
    assertNames("If-Match", refusal);
  }

  @Test
  void withoutAnIdempotencyKeyTheChangeIsRefused() {
    HttpResponse<String> refusal = change.without("Idempotency-Key").send();

    assertProblem(400, "bad-request", refusal);
    assertNames("Idempotency-Key", refusal);
    assertUnchanged();
  }

  @Test
  void aBodyThatIsNotJsonByItsTypeIsRefused() {
    HttpResponse<String> refusal = change.without("Content-Type").send();

    assertProblem(415, "unsupported-media-type", refusal);
  }

  @Test
  void aBodyOfMoreThan16KbIsRefused() {
    String large = "{\"to\":\"" + "X".repeat(17_000) + "\"}";

    assertProblem(413, "payload-too-large", change.body(large).send());
  }

  @Test
  void aLargeBodyOfUnknownLengthIsRefusedToo() {
    byte[] large = ("{\"to\":\"" + "X".repeat(40_000) + "\"}").getBytes(StandardCharsets.UTF_8);
    HttpResponse<String> refusal =
        change.body(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large))).send();

    assertProblem(413, "payload-too-large", refusal);
  }

  @Test
  void anUnknownOrderIs404() {
    assertProblem(404, "unknown-order", change.of("9").send());
  }

  @Test
  void aStaleVersionIs412AndSaysWhatTheOrderIsNow() {
    http.database.put(order(1).build());
    HttpResponse<String> refusal = change.send();

    assertProblem(412, "stale-version", refusal);
    assertEquals(2, json(refusal).get("version").longValue());
  }

  @Test
  void aTransitionThatTheWorkflowDoesNotHaveIs409WithTheAllowedTargets() {
    HttpResponse<String> refusal = change.to("SHIPPED", "ada").send();

    assertProblem(409, "transition-not-allowed", refusal);
    assertEquals("[\"MANUFACTURING_STARTED\"]", json(refusal).get("allowed").toString());
    assertUnchanged();
  }

  @Test
  void anOrderThatAnotherUserTookIs409WithTheUserAndTheTime() {
    change.send();
    HttpResponse<String> refusal =
        change.with("Idempotency-Key", "bob's").to("MANUFACTURING_STARTED", "bob").send();

    assertProblem(409, "order-taken", refusal);
    assertEquals("ada", json(refusal).get("assignee").stringValue());
    assertEquals(http.clock.instant().toString(), json(refusal).get("since").stringValue());
  }

  @Test
  void withoutTheDatabaseTheAnswerIs503() {
    http.databaseIsDown = true;
    HttpResponse<String> refusal = change.send();

    assertProblem(503, "database-unavailable", refusal);
    assertEquals("1", header(refusal, "Retry-After"));
  }
}
