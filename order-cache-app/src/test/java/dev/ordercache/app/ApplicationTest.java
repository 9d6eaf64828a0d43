package dev.ordercache.app;

import static dev.ordercache.app.AppReaders.TIMEOUT;
import static dev.ordercache.app.RunningApp.APPROVED;
import static dev.ordercache.app.RunningApp.json;
import static java.util.function.Predicate.not;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderSort;
import dev.ordercache.OrderStatus;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.servers.RedisNode;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/**
 * The whole application on embedded servers. The test that needs a cache that no reader has used
 * comes first, and TRUNCATE last. The staleness bound leaves a busy machine time to set the guard.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ApplicationTest {

  private static RedisNode redis;
  private static RunningApp running;

  @BeforeAll
  static void start() throws InterruptedException {
    AppDatabase database = AppDatabase.create();
    long next = 1;
    for (OrderStatus status : CachePlan.defaults().cachedStatuses()) {
      database.enter(next, next + 99, status.name());
      next += 100;
    }
    database.enter(next, 20_000, "CLOSED");
    redis = new RedisNode();
    Map<String, String> settings = new HashMap<>(database.appSettings(redis.uri()));
    settings.put("ORDER_CACHE_STALENESS_BOUND", "30s");
    running = RunningApp.start(settings);
  }

  @AfterAll
  static void stop() {
    running.close();
    redis.close();
  }

  private static JsonNode firstApproved() {
    return running.read(APPROVED).get("orders").get(0);
  }

  /** The relay's target is 100 ms for 99 %; a busy machine gets more. */
  private static void seenSoon(String path, Predicate<HttpResponse<String>> seen) {
    await().atMost(TIMEOUT).until(() -> seen.test(running.getUnlessBusy(path)));
  }

  /** Whether everything is cached: on a busy machine the first preload may leave some of it out. */
  private static boolean isPreloaded() {
    JsonNode preload = running.read("/health/ready").get("preload");
    boolean done = preload.get("state").stringValue().equals("DONE");
    boolean all = preload.get("notCached").longValue() == 0;
    if (done && !all) {
      running.post("/api/cache/preload");
    }
    return done && all;
  }

  /** Returns the first answer that is not a bypass, as it may be on a busy machine. */
  private static JsonNode assertHit(String path) {
    HttpResponse<String> answer =
        await()
            .pollDelay(Duration.ZERO)
            .atMost(TIMEOUT)
            .until(() -> running.getUnlessBusy(path), not(ApplicationTest::isBypass));

    assertEquals(200, answer.statusCode(), path);
    assertEquals("order-cache; hit", RunningApp.cacheStatus(answer), path);
    return json(answer);
  }

  private static boolean isBypass(HttpResponse<String> answer) {
    return RunningApp.cacheStatus(answer).equals("order-cache; fwd=bypass");
  }

  @Test
  @Order(1)
  void theFirstReadOfEverythingThatOperatorsLookAtIsAHit() {
    await().atMost(TIMEOUT).until(ApplicationTest::isPreloaded);
    for (OrderStatus status : CachePlan.defaults().cachedStatuses()) {
      for (OrderSort sort : OrderSort.values()) {
        String path = "/api/orders?status=" + status + "&sort=" + sort.code();
        JsonNode list = assertHit(path);

        assertEquals("cache", list.get("source").stringValue(), path);
        assertEquals(50, list.get("orders").size(), path);
        list.get("orders")
            .forEach(order -> assertHit("/api/orders/" + order.get("id").longValue()));
      }
    }
    assertHit("/api/statuses");
  }

  @Test
  void aChangeThroughTheApiIsSeenByTheNextRead() {
    JsonNode order = firstApproved();
    long id = order.get("id").longValue();
    HttpResponse<String> changed =
        running.change(id, order.get("version").longValue(), "MANUFACTURING_STARTED");

    assertEquals(200, changed.statusCode(), changed.body());
    assertTrue(firstApproved().get("id").longValue() != id, "left its old list");
    assertEquals(
        "MANUFACTURING_STARTED", running.read("/api/orders/" + id).get("status").stringValue());
  }

  @Test
  void anUpdateInSqlIsSeen() throws SQLException {
    long id = firstApproved().get("id").longValue();
    running.sql("UPDATE orders SET customer = 'typed by hand' WHERE id = " + id);

    seenSoon(APPROVED, list -> list.body().contains("typed by hand"));
    seenSoon("/api/orders/" + id, order -> order.body().contains("typed by hand"));
  }

  @Test
  void anUpdateInSqlIsSentToClientsOfTheEvents() throws SQLException {
    long id = firstApproved().get("id").longValue();
    Queue<String> lines = running.events();
    await().atMost(Duration.ofSeconds(30)).until(() -> !lines.isEmpty());
    running.sql("UPDATE orders SET priority = 7 WHERE id = " + id);

    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                lines.contains("data: {\"id\":" + id + "}")
                    && lines.contains("data: {\"status\":\"MANUFACTURING_APPROVED\"}"));
  }

  @Test
  void anInsertAndADeleteInSqlAreSeen() throws SQLException {
    assertEquals(404, running.getUnlessBusy("/api/orders/700000001").statusCode());
    running.sql(
        "INSERT INTO orders (id, number, status, customer, product, quantity, price, currency,"
            + " priority, due_at) VALUES (700000001, 'X-1', 'MANUFACTURING_APPROVED', 'c', 'p', 1,"
            + " 1, 'EUR', 1, '2001-01-01')");
    seenSoon(APPROVED, list -> list.body().contains("\"number\":\"X-1\""));
    seenSoon("/api/orders/700000001", order -> order.statusCode() == 200);

    running.sql("DELETE FROM orders WHERE id = 700000001");
    seenSoon(APPROVED, list -> !list.body().contains("\"number\":\"X-1\""));
    seenSoon("/api/orders/700000001", order -> order.statusCode() == 404);
  }

  @Test
  void aBulkUpdateOfSeveralStatusesIsSeen() throws SQLException {
    int changed =
        running.sql(
            "UPDATE orders SET product = 'bulk' WHERE status IN ('MANUFACTURING_APPROVED',"
                + " 'MANUFACTURING_STARTED', 'PACKAGING', 'CLOSED')");

    assertTrue(changed > 10_000, changed + " rows");
    for (String status : new String[] {"MANUFACTURING_APPROVED", "PACKAGING"}) {
      seenSoon(
          "/api/orders?status=" + status,
          list -> json(list).get("orders").get(0).get("product").stringValue().equals("bulk"));
    }
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void aTruncateIsSeen() throws SQLException {
    long id = firstApproved().get("id").longValue();
    running.sql("TRUNCATE orders");

    seenSoon(APPROVED, list -> json(list).get("orders").isEmpty());
    seenSoon("/api/orders/" + id, order -> order.statusCode() == 404);
  }

  @Test
  void theMetricsShowWhatTheRelayDoes() {
    String metrics =
        await()
            .atMost(TIMEOUT)
            .until(
                () -> running.get("/metrics").body(),
                body ->
                    body.contains("order_cache_relay_leading 1.0") // again, if the machine was busy
                        && timed(body, "true")
                        && timed(body, "false"));

    assertTrue(metrics.matches("(?s).*order_cache_preload_orders [1-9].*"), metrics);
    assertTrue(metrics.contains("\norder_cache_relay_unread "), metrics);
    assertTrue(metrics.contains("\norder_cache_relay_unread_oldest_seconds "), metrics);
  }

  /** Whether the metrics have the number and duration of rounds with or without Redis. */
  private static boolean timed(String metrics, String cached) {
    String timer = "order_cache_relay_round_seconds";
    String count = timer + "_count\\{cached=\"" + cached + "\"} [1-9]";
    String p99 = timer + "\\{cached=\"" + cached + "\",quantile=\"0.99\"} ";
    return metrics.matches("(?s).*\n" + count + ".*") && metrics.matches("(?s).*\n" + p99 + ".*");
  }
}
