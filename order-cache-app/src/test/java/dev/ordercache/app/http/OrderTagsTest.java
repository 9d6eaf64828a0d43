package dev.ordercache.app.http;

import static dev.ordercache.app.http.HttpFixture.assertNames;
import static dev.ordercache.app.http.HttpFixture.assertProblem;
import static dev.ordercache.app.http.HttpFixture.header;
import static dev.ordercache.app.http.HttpFixture.json;
import static dev.ordercache.memory.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderId;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The entity tag of an order, and what it guards: a version may recur with other content. */
class OrderTagsTest {

  private static final String ORDER = "/api/orders/1";

  private final HttpFixture http = new HttpFixture();

  @BeforeEach
  void enterAnOrder() {
    http.database.put(order(1).assignee("bob").build());
  }

  @AfterEach
  void stop() {
    http.close();
  }

  private String tag() {
    return header(http.get(ORDER), "ETag");
  }

  private int statusIfNoneMatch(String tag) {
    return http.get(ORDER, "If-None-Match", tag).statusCode();
  }

  private void enterItAgain() {
    http.database.remove(new OrderId(1));
    http.database.put(order(1).assignee("eve").build());
    http.delete("/api/cache/orders/1");
  }

  private HttpResponse<String> change(String tag) {
    return new ChangeRequest(http).with("If-Match", tag).send();
  }

  @Test
  void hasTheVersionAndADigestOfTheContent() {
    String first = tag();
    http.database.put(order(1).assignee("bob").build());
    http.delete("/api/cache/orders/1");
    String second = tag();

    assertTrue(first.matches("\"1-[\\w-]{20}\""), first);
    assertTrue(second.matches("\"2-[\\w-]{20}\""), second);
    assertEquals(304, statusIfNoneMatch(second));
    assertEquals(200, statusIfNoneMatch(first));
    assertEquals(200, statusIfNoneMatch("\"2\""), "the version alone is no tag");
  }

  /** RFC 9110, 13.1.2; a proxy that compresses makes tags weak. */
  @Test
  void isKnownInAWeakFormAndInAnyLine() {
    String tag = tag();

    assertEquals(304, statusIfNoneMatch("W/" + tag));
    assertEquals(304, statusIfNoneMatch("W/\"x\" , W/" + tag + ",\"y\""));
    assertEquals(304, http.get(ORDER, "If-None-Match", "\"x\"", "If-None-Match", tag).statusCode());
    assertEquals(200, statusIfNoneMatch("w/" + tag), "the W must be a capital letter");
    assertEquals(200, statusIfNoneMatch("W/\"x\""));
  }

  @Test
  void isTheSameFromTheCacheAndFromTheDatabase() {
    String miss = tag();
    HttpResponse<String> hit = http.get(ORDER);

    assertEquals("order-cache; hit", header(hit, "Cache-Status"));
    assertEquals(miss, header(hit, "ETag"));
  }

  @Test
  void isAnotherIfTheOrderIsDeletedAndEnteredAgainWithTheSameVersion() {
    String before = tag();
    enterItAgain();
    HttpResponse<String> after = http.get(ORDER, "If-None-Match", before);

    assertEquals(200, after.statusCode());
    assertEquals(1, json(after).get("version").longValue(), "which does not distinguish them");
    assertEquals("eve", json(after).get("assignee").stringValue());
    assertNotEquals(before, header(after, "ETag"));
  }

  @Test
  void guardsAChange() {
    HttpResponse<String> changed = change(tag());

    assertEquals(200, changed.statusCode());
    assertEquals("\"2\"", header(changed, "ETag"));
  }

  @Test
  void ofOtherContentRefusesAChangeAlsoOfTheSameVersion() {
    String before = tag();
    enterItAgain();
    HttpResponse<String> refusal = change(before);

    assertProblem(412, "stale-version", refusal);
    assertNames("If-Match", refusal);
    assertEquals(200, change("\"1\"").statusCode(), "the version alone matches both");
  }

  /** The cache may be behind by the staleness bound, and so the order that the client has. */
  @Test
  void isComparedWithTheDatabase() {
    String before = tag();
    http.database.remove(new OrderId(1));
    http.database.put(order(1).assignee("eve").build());

    assertEquals(before, tag(), "as the cache still has it");
    assertProblem(412, "stale-version", change(before));
  }

  @Test
  void ofAChangeThatWasMadeIsStillKnownByItsKey() {
    String before = tag();
    long first = json(change(before)).get("id").longValue();

    assertEquals(first, json(change(before)).get("id").longValue());
  }

  @Test
  void ofAnOrderThatWasEnteredAgainMeanwhileNeitherHidesTheChangeNorMakesIt() {
    String before = tag();
    long first = json(change(before)).get("id").longValue();
    enterItAgain();

    assertEquals(first, json(change(before)).get("id").longValue());
    HttpResponse<String> reused =
        new ChangeRequest(http).to("PACKAGING", "eve").with("If-Match", before).send();
    assertProblem(422, "idempotency-key-reused", reused);
    assertEquals(1, http.database.find(new OrderId(1)).value().orElseThrow().version());
  }

  @Test
  void ofAnOrderThatIsGoneIsOfNone() {
    String before = tag();
    http.database.remove(new OrderId(1));

    assertProblem(404, "unknown-order", change(before));
  }

  @Test
  void cannotBeComparedWithoutTheDatabase() {
    String tag = tag();
    http.databaseIsDown = true;

    assertProblem(503, "database-unavailable", change(tag));
  }
}
