package dev.ordercache.app;

import static dev.ordercache.app.RunningApp.APPROVED;
import static dev.ordercache.app.RunningApp.json;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What the checker finds on real servers. The staleness bound leaves a busy machine time to change
 * an entry by hand before the checker looks at it; no sample helps the checker.
 */
class ConsistencyTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static RunningApp running;

  @BeforeAll
  static void start() throws InterruptedException {
    running =
        RunningApp.start(
            Map.of(
                "ORDER_CACHE_DEMO_ORDERS",
                "1000",
                "ORDER_CACHE_STALENESS_BOUND",
                "5s",
                "ORDER_CACHE_CONSISTENCY_SAMPLE",
                "0"));
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  private static JsonNode report() {
    return json(running.get("/api/cache/consistency"));
  }

  private static JsonNode approved(int index) {
    return json(running.get(APPROVED)).get("orders").get(index);
  }

  private static long of(JsonNode stage, String count) {
    return stage.get(count).longValue();
  }

  @Test
  void aChangeInSqlIsReportedAsConsistentAtEveryStageThatWasInTime() throws SQLException {
    long before = report().get("changes").longValue();
    long checkedBefore = of(report().at("/stages/2"), "checked");
    long id = approved(1).get("id").longValue();
    running.sql("UPDATE orders SET priority = 3 WHERE id = " + id);
    await().atMost(PATIENCE).until(() -> of(report().at("/stages/2"), "checked") > checkedBefore);
    JsonNode report = report();

    assertTrue(report.get("changes").longValue() > before);
    assertEquals("100ms", report.at("/stages/0/name").stringValue());
    assertEquals("1s", report.at("/stages/1/name").stringValue());
    assertEquals("bound", report.at("/stages/2/name").stringValue());
    assertEquals("PT5S", report.at("/stages/2/time").stringValue());
    assertTrue(of(report.at("/stages/2"), "consistent") > 0);
  }

  @Test
  void anEntryThatWasMadeStaleByHandIsFoundCountedAndDeleted() throws Exception {
    JsonNode order = approved(0);
    long id = order.get("id").longValue();
    String path = "/api/orders/" + id;
    String entry = "oc:{default}:order:" + id;
    try (RedisPrompt redis = new RedisPrompt(running.app.redisUri())) {
      cache(redis, path, entry);
      assertEquals(":1", redis.send("COPY " + entry + " saved"));
      running.sql("UPDATE orders SET customer = 'changed since' WHERE id = " + id);
      await().atMost(PATIENCE).until(() -> running.get(path).body().contains("changed since"));
      cache(redis, path, entry);
      redis.send(
          "EVAL \"return redis.call('HSET', KEYS[1], 'v', redis.call('HGET', KEYS[2], 'v'))\" 2 "
              + entry
              + " saved");
    }
    assertTrue(!running.get(path).body().contains("changed since"), "it is stale now");
    await().atMost(PATIENCE).until(() -> report().get("repaired").longValue() == 1);

    assertTrue(running.get(path).body().contains("changed since"), "it is not any more");
    JsonNode report = report();
    assertEquals(1, report.get("violations").longValue());
    JsonNode finding = report.at("/findings/0");
    assertEquals(id, finding.get("order").longValue());
    assertTrue(finding.get("list").isNull());
    assertEquals(order.get("version"), finding.get("cachedVersion"));
    assertEquals(order.get("version").longValue() + 1, finding.get("databaseVersion").longValue());
    assertTrue(finding.get("ageMillis").longValue() >= 5_000, finding::toString);
    assertEquals(finding.get("ageMillis"), report.get("oldestAgeMillis"));
    String metrics = running.get("/metrics").body();
    assertTrue(metrics.contains("order_cache_consistency_violations_total 1.0"), metrics);
    assertTrue(
        metrics.contains(
            "order_cache_consistency_stages_total{result=\"older\",within=\"bound\"} 1.0"),
        metrics);
  }

  private static void cache(RedisPrompt redis, String path, String entry) {
    await()
        .atMost(PATIENCE)
        .ignoreException(IOException.class)
        .until(
            () -> {
              running.get(path);
              return redis.send("HEXISTS " + entry + " v").equals(":1");
            });
  }
}
