package dev.ordercache.app;

import static dev.ordercache.app.AppReaders.TIMEOUT;
import static dev.ordercache.app.AppReaders.page;
import static dev.ordercache.app.RunningApp.APPROVED;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.servers.RedisNode;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Values that are read once take no room from those that are read all the time, by any client. */
class PollutionTest {

  private static final int ORDERS = 3_000;
  private static final int MEGABYTE = 1 << 20;

  private AppDatabase database;
  private RedisNode redis;
  private RunningApp running;

  @BeforeEach
  void start() throws InterruptedException {
    database = AppDatabase.create();
    database.enter(1, ORDERS, "PACKAGING");
    database.enter(ORDERS + 1, ORDERS + 300, "MANUFACTURING_APPROVED");
    redis = new RedisNode();
    running = start("1MB");
  }

  private RunningApp start(String memory) throws InterruptedException {
    Map<String, String> settings = new HashMap<>(database.appSettings(redis.uri()));
    settings.put("ORDER_CACHE_MAX_MEMORY", memory);
    settings.put("ORDER_CACHE_NEAR_CACHE", "false");
    settings.put("ORDER_CACHE_PRELOAD", "false");
    RunningApp app = RunningApp.start(settings);
    await().atMost(TIMEOUT).until(() -> RunningApp.isHit(app.get(APPROVED)));
    return app;
  }

  @AfterEach
  void stop() {
    running.close();
    redis.close();
  }

  /** Empties the list in the cache by a change; returns when the page with the change is a hit. */
  private void changeTheFirstPage(String customer) {
    database.sql("UPDATE orders SET customer = '%s' WHERE id = %d".formatted(customer, ORDERS + 1));
    await()
        .atMost(TIMEOUT)
        .until(
            () -> {
              HttpResponse<String> page = running.get(APPROVED);
              return RunningApp.isHit(page) && page.body().contains(customer);
            });
  }

  private void assertFirstPageIsCachedAgain() {
    changeTheFirstPage("afterwards");
    for (int n = 0; n < 20; n++) {
      HttpResponse<String> page = running.get(APPROVED);
      assertTrue(RunningApp.isHit(page), page.headers().toString());
    }
  }

  private double metric(String name) {
    return running
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  /** Whether the consistency checker, which looks orders up too, follows no change any more. */
  private boolean isAllChecked() {
    JsonNode report = RunningApp.json(running.get("/api/cache/consistency"));
    JsonNode last = report.at("/stages/2");
    long followed = report.get("changes").longValue() - report.get("dropped").longValue();
    return followed > 0
        && followed == last.get("checked").longValue() + last.get("skipped").longValue();
  }

  /** A list keeps 1,000 values. Later ones are read from the database. */
  @Test
  void cursorsThatAreMadeUpLeaveTheFirstPageItsPlace() throws InterruptedException {
    running.close();
    running = start("256MB");
    for (int place = 1; place <= 1_500; place++) {
      assertEquals(200, running.getUnlessBusy(page(place) + "&limit=1").statusCode());
    }
    double full = metric("order_cache_full_total");

    assertTrue(full >= 490 && full <= 600, full + " values without room");
    String other = "/api/orders?status=MANUFACTURING_APPROVED&limit=200";
    await().atMost(TIMEOUT).until(() -> RunningApp.isHit(running.get(other)));
    assertFirstPageIsCachedAgain();
  }

  @Test
  void aWalkThroughAllOrdersTakesHalfOfTheMemory() {
    await("the orders that were inserted are checked").atMost(TIMEOUT).until(this::isAllChecked);
    for (int id = 1; id <= ORDERS; id++) {
      assertEquals(200, running.getUnlessBusy("/api/orders/" + id).statusCode());
    }
    double bytes = metric("order_cache_memory_bytes");

    assertTrue(bytes > 0.4 * MEGABYTE && bytes < 0.6 * MEGABYTE, bytes + " bytes");
    assertEquals(MEGABYTE, metric("order_cache_memory_bytes_max"));
    assertTrue(metric("order_cache_full_total") > ORDERS / 2.0);
    assertFirstPageIsCachedAgain();
  }

  @Test
  void idsThatAreMadeUpTakeNearlyNothing() {
    for (int id = 1; id <= ORDERS; id++) {
      assertEquals(404, running.getUnlessBusy("/api/orders/" + (ORDERS * 10 + id)).statusCode());
    }
    double bytes = metric("order_cache_memory_bytes");

    assertTrue(bytes < 0.1 * MEGABYTE, bytes + " bytes");
    assertFirstPageIsCachedAgain();
  }

  @Test
  void limitsThatAreMadeUpAreCutFromTheSamePages() {
    for (int limit = 1; limit <= 200; limit++) {
      String path = "/api/orders?status=MANUFACTURING_APPROVED&limit=" + limit;
      await().atMost(TIMEOUT).until(() -> RunningApp.isHit(running.get(path)));
    }
    long loads = (long) metric("order_cache_loads_total");

    assertTrue(loads < 100, loads + " loads");
    assertFirstPageIsCachedAgain();
  }
}
