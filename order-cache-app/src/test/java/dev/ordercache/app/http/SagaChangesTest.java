package dev.ordercache.app.http;

import static dev.ordercache.app.http.HttpFixture.assertProblem;
import static dev.ordercache.app.http.HttpFixture.header;
import static dev.ordercache.app.http.HttpFixture.json;
import static dev.ordercache.memory.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderId;
import dev.ordercache.statuschange.Recovery;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A change of status that is made in the request. */
class SagaChangesTest {

  private static HttpFixture with(Recovery recovery) {
    HttpFixture http = new HttpFixture(0, null, recovery);
    http.database.put(order(1).build());
    return http;
  }

  private static ChangeRequest change(HttpFixture http) {
    return new ChangeRequest(http).without("Prefer");
  }

  @ParameterizedTest
  @EnumSource
  void isDoneWithItsAnswer(Recovery recovery) {
    try (HttpFixture http = with(recovery)) {
      HttpResponse<String> changed = change(http).send();

      assertEquals(200, changed.statusCode(), changed.body());
      assertEquals("DONE", json(changed).get("state").stringValue());
      assertEquals("\"2\"", header(changed, "ETag"));
      assertEquals(200, change(http).send().statusCode(), "the same key, the same change");
    }
  }

  @Test
  void thatIsRefusedIsAProblem() {
    try (HttpFixture http = with(Recovery.COMPENSATE)) {
      assertProblem(409, "transition-not-allowed", change(http).to("SHIPPED", "ada").send());
    }
  }

  @Test
  void isTakenBackWithoutTheCacheAndSaysSo() {
    try (HttpFixture http = with(Recovery.COMPENSATE)) {
      http.cacheIsDown = true;
      HttpResponse<String> refusal = change(http).send();

      assertProblem(503, "change-taken-back", refusal);
      assertEquals("", header(refusal, "Retry-After"), "a retry would get the same");
      assertTrue(refusal.body().contains("with another Idempotency-Key"), refusal.body());
      assertEquals(
          "MANUFACTURING_APPROVED",
          http.database.find(new OrderId(1)).value().orElseThrow().status().name());
      http.cacheIsDown = false;
      assertProblem(503, "change-taken-back", change(http).send());
      ChangeRequest another = change(http).with("Idempotency-Key", "key-2");
      assertEquals(200, another.with("If-Match", "\"3\"").send().statusCode());
    }
  }

  @Test
  void staysWithoutTheCacheIfThatIsThePolicy() {
    try (HttpFixture http = with(Recovery.RETRY_FORWARD)) {
      http.cacheIsDown = true;
      HttpResponse<String> accepted = change(http).send();
      assertEquals(202, accepted.statusCode(), accepted.body());
      assertEquals("APPLIED", json(accepted).get("state").stringValue());

      http.cacheIsDown = false;
      HttpResponse<String> later = change(http).with("Prefer", "wait=30").send();
      assertEquals(200, later.statusCode(), later.body());
    }
  }
}
