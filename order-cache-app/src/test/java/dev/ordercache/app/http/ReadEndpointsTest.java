package dev.ordercache.app.http;

import static dev.ordercache.app.http.HttpFixture.header;
import static dev.ordercache.app.http.HttpFixture.json;
import static dev.ordercache.memory.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ReadEndpointsTest {

  private static final String APPROVED_LIST = "/api/orders?status=MANUFACTURING_APPROVED";

  private final HttpFixture http = new HttpFixture();

  @AfterEach
  void stop() {
    http.close();
  }

  private void approved(long count) {
    LongStream.rangeClosed(1, count).forEach(id -> http.database.put(order(id).build()));
  }

  @Test
  void aListHasTheMembersOfTheContract() {
    approved(1);
    HttpResponse<String> answer = http.get(APPROVED_LIST);
    JsonNode list = json(answer);

    assertEquals(
        List.of("status", "orders", "nextCursor", "generation", "asOf", "source"),
        List.copyOf(list.propertyNames()));
    assertEquals("MANUFACTURING_APPROVED", list.get("status").stringValue());
    assertEquals(http.clock.instant().toString(), list.get("asOf").stringValue());
    assertTrue(list.get("nextCursor").isNull());
    JsonNode first = list.get("orders").get(0);
    assertEquals(1, first.get("id").longValue());
    assertEquals("MO-1", first.get("number").stringValue());
    assertTrue(answer.body().contains("\"price\":1234567.50,"), answer.body());
    assertEquals("2026-03-31T06:00:01.123456Z", first.get("dueAt").stringValue());
    assertTrue(first.get("assignee").isNull());
  }

  @Test
  void theFirstReadIsAMissAndTheSecondAHit() {
    approved(1);
    HttpResponse<String> miss = http.get(APPROVED_LIST);
    HttpResponse<String> hit = http.get(APPROVED_LIST);

    assertEquals("order-cache; fwd=miss; stored", header(miss, "Cache-Status"));
    assertEquals("database", json(miss).get("source").stringValue());
    assertEquals("order-cache; hit", header(hit, "Cache-Status"));
    assertEquals("cache", json(hit).get("source").stringValue());
    assertEquals(json(miss).get("generation"), json(hit).get("generation"));
    assertEquals(json(hit).get("generation").stringValue(), header(hit, "Order-Cache-Generation"));
    assertTrue(header(hit, "Server-Timing").matches("read;desc=hit;dur=[0-9]+\\.[0-9]{3}"));
  }

  @Test
  void anUnchangedListIsNotSentAgain() {
    approved(2);
    http.get(APPROVED_LIST);
    String etag = header(http.get(APPROVED_LIST), "ETag");
    HttpResponse<String> again = http.get(APPROVED_LIST, "If-None-Match", "\"other\", " + etag);

    assertTrue(etag.matches("\"[\\w-]{20}\""), etag);
    assertEquals(304, again.statusCode());
    assertEquals("", again.body());
    assertEquals(etag, header(again, "ETag"));
  }

  @Test
  void aChangedListHasAnotherTag() {
    approved(2);
    http.get(APPROVED_LIST);
    String etag = header(http.get(APPROVED_LIST), "ETag");
    http.database.put(order(3).build());
    http.delete("/api/cache/lists/MANUFACTURING_APPROVED");
    HttpResponse<String> changed = http.get(APPROVED_LIST, "If-None-Match", etag);

    assertEquals(200, changed.statusCode());
    assertNotEquals(etag, header(changed, "ETag"));
    assertEquals(3, json(changed).get("orders").size());
  }

  @Test
  void equalTagsMeanEqualBytes() {
    approved(2);
    HttpResponse<String> miss = http.get(APPROVED_LIST);
    HttpResponse<String> hit = http.get(APPROVED_LIST);
    HttpResponse<String> hitAgain = http.get(APPROVED_LIST);

    assertNotEquals(header(miss, "ETag"), header(hit, "ETag"), "their source differs");
    assertEquals(header(hit, "ETag"), header(hitAgain, "ETag"));
    assertEquals(hit.body(), hitAgain.body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"due", "created"})
  void cursorsLeadThroughTheWholeListOnce(String sort) {
    approved(25);
    List<Long> seen = new ArrayList<>();
    String path = APPROVED_LIST + "&limit=10&sort=" + sort;
    JsonNode page = json(http.get(path));
    while (true) {
      page.get("orders").forEach(order -> seen.add(order.get("id").longValue()));
      if (page.get("nextCursor").isNull()) {
        break;
      }
      page = json(http.get(path + "&cursor=" + page.get("nextCursor").stringValue()));
    }

    assertEquals(LongStream.rangeClosed(1, 25).boxed().toList(), seen);
  }

  @ParameterizedTest
  @CsvSource({
    "/api/orders, status",
    "/api/orders?status=NOPE, status",
    "/api/orders?status=packaging, status",
    "/api/orders?status=PACKAGING&sort=price, sort",
    "/api/orders?status=PACKAGING&limit=0, limit",
    "/api/orders?status=PACKAGING&limit=201, limit",
    "/api/orders?status=PACKAGING&limit=ten, limit",
    "/api/orders?status=PACKAGING&cursor=rubbish, cursor",
    "/api/orders?status=PACKAGING&cursor=created.1.1, cursor",
    "/api/orders?status=PACKAGING&limt=10, limt",
    "/api/orders?status=PACKAGING&status=CLOSED, status",
    "/api/orders?status=%FF, query",
    "/api/orders?status=, status",
    "/api/orders?status=PACKAGING&limit=, limit",
    "/api/orders/x, id",
    "/api/orders/1?status=PACKAGING, status",
    "/api/orders/-1, id",
    "/api/orders/99999999999999999999, id",
    "/api/statuses?x=1, x"
  })
  void badInputIsNamed(String path, String field) {
    HttpResponse<String> refusal = http.get(path);

    assertEquals(400, refusal.statusCode());
    assertEquals("application/problem+json", header(refusal, "Content-Type"));
    assertEquals(field, json(refusal).get("field").stringValue());
    assertEquals(400, json(refusal).get("status").intValue());
    assertTrue(json(refusal).get("detail").stringValue().startsWith(field + ": "));
  }

  @Test
  void anUnknownOrderIs404AlsoFromTheCache() {
    for (int i = 0; i < 2; i++) {
      HttpResponse<String> unknown = http.get("/api/orders/404");

      assertEquals(404, unknown.statusCode());
      assertEquals(
          "urn:order-cache:problem:unknown-order", json(unknown).get("type").stringValue());
    }
  }

  @Test
  void theWorkflowHasCountsForOperators() {
    approved(3);
    JsonNode statuses = json(http.get("/api/statuses")).get("statuses");
    JsonNode ready = statuses.get(4);

    assertEquals(10, statuses.size());
    assertEquals("MANUFACTURING_APPROVED", ready.get("name").stringValue());
    assertEquals(3, ready.get("count").longValue());
    assertEquals("MANUFACTURING_STARTED", ready.get("targets").get(0).stringValue());
    assertTrue(statuses.get(0).get("count") == null, "only operators' statuses are counted");
  }

  @Test
  void aListThatOperatorsDoNotLookAtComesFromTheDatabase() {
    http.database.put(order(1).status("CLOSED").build());
    http.get("/api/orders?status=CLOSED");
    HttpResponse<String> closed = http.get("/api/orders?status=CLOSED");

    assertEquals("order-cache; fwd=bypass", header(closed, "Cache-Status"));
    assertEquals("database", json(closed).get("source").stringValue());
    assertTrue(json(closed).get("generation").isNull());
  }

  @Test
  void withoutTheDatabaseTheLastKnownListIsServedAsStaleWithItsAge() {
    approved(2);
    http.get(APPROVED_LIST);
    http.databaseIsDown = true;
    http.clock.advance(Duration.ofHours(2));
    HttpResponse<String> stale = http.get(APPROVED_LIST);

    assertEquals(200, stale.statusCode());
    assertEquals("stale", json(stale).get("source").stringValue());
    assertEquals(2, json(stale).get("orders").size());
    assertEquals("7200", header(stale, "Age"));
    assertEquals(
        "order-cache; hit; detail=database-unavailable; ttl=-7200", header(stale, "Cache-Status"));
  }

  @Test
  void withoutTheDatabaseAndWithoutACopyTheAnswerIs503() {
    http.databaseIsDown = true;
    HttpResponse<String> unavailable = http.get(APPROVED_LIST);

    assertEquals(503, unavailable.statusCode());
    assertEquals("1", header(unavailable, "Retry-After"));
    assertEquals(
        "urn:order-cache:problem:database-unavailable",
        json(unavailable).get("type").stringValue());
  }

  /** As RFC 9110, 12.5.1 allows: there is nothing else to choose from. */
  @ParameterizedTest
  @ValueSource(strings = {"text/html", "application/xml;q=1, application/json;q=0"})
  void whatTheClientAcceptsIsNotLookedAt(String accept) {
    HttpResponse<String> list = http.get(APPROVED_LIST, "Accept", accept);

    assertEquals(200, list.statusCode());
    assertEquals("application/json", header(list, "Content-Type"));
  }
}
