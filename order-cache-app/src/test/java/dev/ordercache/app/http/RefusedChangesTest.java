package dev.ordercache.app.http;

import static dev.ordercache.app.http.HttpFixture.assertNames;
import static dev.ordercache.app.http.HttpFixture.assertProblem;
import static dev.ordercache.tck.Orders.order;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a refused change of status names. */
class RefusedChangesTest {

  private final HttpFixture http = new HttpFixture();
  private final Map<String, String> headers =
      new TreeMap<>(
          Map.of(
              "Content-Type", "application/json",
              "If-Match", "\"1\"",
              "Idempotency-Key", "key-1"));

  @BeforeEach
  void anApprovedOrder() {
    http.database.put(order(1).build());
  }

  @AfterEach
  void stop() {
    http.close();
  }

  private HttpResponse<String> change(String to) {
    return change("1", to);
  }

  private HttpResponse<String> change(String id, String to) {
    List<String> all = new ArrayList<>();
    headers.forEach((name, value) -> all.addAll(List.of(name, value)));
    return http.post(
        "/api/orders/" + id + "/status-changes",
        "{\"to\":\"" + to + "\"}",
        all.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-1", "1.0", "99999999999999999999"})
  void anOrderIdIsANumber(String id) {
    HttpResponse<String> refusal = change(id, "MANUFACTURING_STARTED");

    assertProblem(400, "bad-request", refusal);
    assertNames("id", refusal);
  }

  @Test
  void ifMatchIsRequired() {
    headers.remove("If-Match");
    HttpResponse<String> refusal = change("MANUFACTURING_STARTED");

    assertProblem(428, "precondition-required", refusal);
    assertNames("If-Match", refusal);
  }

  @Test
  void ifMatchMustBeTheCurrentVersion() {
    http.database.put(order(1).build());
    HttpResponse<String> refusal = change("MANUFACTURING_STARTED");

    assertProblem(412, "stale-version", refusal);
    assertNames("If-Match", refusal);
  }

  @Test
  void anIdempotencyKeyIsRequired() {
    headers.remove("Idempotency-Key");
    HttpResponse<String> refusal = change("MANUFACTURING_STARTED");

    assertProblem(400, "bad-request", refusal);
    assertNames("Idempotency-Key", refusal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"two words", "tab\there", ""})
  void anIdempotencyKeyIsOfVisibleAscii(String key) {
    headers.put("Idempotency-Key", key);
    HttpResponse<String> refusal = change("MANUFACTURING_STARTED");

    assertProblem(400, "bad-request", refusal);
    assertNames("Idempotency-Key", refusal);
  }

  @Test
  void anIdempotencyKeyHas200CharactersAtMost() {
    headers.put("Idempotency-Key", "k".repeat(201));
    HttpResponse<String> refusal = change("MANUFACTURING_STARTED");

    assertProblem(400, "bad-request", refusal);
    assertNames("Idempotency-Key", refusal);
  }

  @Test
  void aTransitionThatThereIsNotNamesItsTarget() {
    HttpResponse<String> refusal = change("SHIPPED");

    assertProblem(409, "transition-not-allowed", refusal);
    assertNames("to", refusal);
  }
}
