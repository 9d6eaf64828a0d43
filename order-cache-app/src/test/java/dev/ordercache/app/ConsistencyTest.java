package dev.ordercache.app;

import static dev.ordercache.app.AppReaders.TIMEOUT;
import static dev.ordercache.app.RunningApp.APPROVED;
import static dev.ordercache.app.RunningApp.json;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.servers.RedisNode;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What the checker finds on real servers. The staleness bound leaves a busy machine time to change
 * an entry by hand before the checker reads it; no changes are sampled.
 */
class ConsistencyTest {

  private static final Duration BOUND = Duration.ofSeconds(5);

  private static final String CHANGED = "changed since";

  private static RedisNode redis;
  private static RunningApp running;

  @BeforeAll
  static void start() throws InterruptedException {
    AppDatabase database = AppDatabase.create();
    database.enter(1, 100, "MANUFACTURING_APPROVED");
    redis = new RedisNode();
    Map<String, String> settings = new HashMap<>(database.appSettings(redis.uri()));
    settings.put("ORDER_CACHE_STALENESS_BOUND", BOUND.toSeconds() + "s");
    settings.put("ORDER_CACHE_CONSISTENCY_SAMPLE", "0");
    running = RunningApp.start(settings);
  }

  @AfterAll
  static void stop() {
    running.close();
    redis.close();
  }

  private static JsonNode report() {
    return json(running.get("/api/cache/consistency"));
  }

  private static JsonNode approved(int index) {
    return running.read(APPROVED).get("orders").get(index);
  }

  private static long of(JsonNode stage, String count) {
    return stage.get(count).longValue();
  }

  @Test
  void aChangeInSqlIsReportedAsConsistentAtEveryStageThatWasInTime() throws SQLException {
    long before = report().get("changes").longValue();
    long checkedBefore = of(report().at("/stages/2"), "checked");
    long id = approved(1).get("id").longValue();
    await()
        .atMost(TIMEOUT)
        .pollInterval(Duration.ofSeconds(1)) // on a busy machine the checker may skip a change
        .until(
            () -> {
              running.sql("UPDATE orders SET priority = priority + 1 WHERE id = " + id);
              return of(report().at("/stages/2"), "checked") > checkedBefore;
            });
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
    JsonNode order = madeStale();
    long id = order.get("id").longValue();
    String path = "/api/orders/" + id;
    await("it is stale now").atMost(TIMEOUT).until(() -> !read(path).contains(CHANGED));
    await().atMost(TIMEOUT).until(() -> report().get("repaired").longValue() == 1);

    assertTrue(read(path).contains(CHANGED), "it is not stale any more");
    JsonNode report = report();
    assertEquals(1, report.get("violations").longValue());
    JsonNode finding = report.at("/findings/0");
    assertEquals(id, finding.get("order").longValue());
    assertTrue(finding.get("list").isNull());
    assertEquals(order.get("version"), finding.get("cachedVersion"));
    assertEquals(order.get("version").longValue() + 1, finding.get("databaseVersion").longValue());
    assertTrue(finding.get("ageMillis").longValue() >= BOUND.toMillis(), finding::toString);
    assertEquals(finding.get("ageMillis"), report.get("oldestAgeMillis"));
    String metrics = running.get("/metrics").body();
    assertTrue(metrics.contains("order_cache_consistency_violations_total 1.0"), metrics);
    String older =
        "order_cache_consistency_stages_total\\{result=\"older\",within=\"[^\"]+\"\\} [1-9]";
    assertTrue(Pattern.compile(older).matcher(metrics).find(), metrics);
  }

  private static String read(String path) {
    return running.getUnlessBusy(path).body();
  }

  /** The first order, as it was, whose entry is stale before the checker follows its change. */
  private static JsonNode madeStale() throws Exception {
    int index = 2;
    JsonNode order = approved(index);
    while (!isMadeStaleInTime(order.get("id").longValue())) {
      order = approved(++index);
    }
    return order;
  }

  private static boolean isMadeStaleInTime(long id) throws Exception {
    String path = "/api/orders/" + id;
    String entry = "oc:{default}:order:" + id;
    cache(path, entry, "");
    assertEquals(1, redis.number("COPY", entry, "saved", "REPLACE"));
    long began = System.nanoTime();
    running.sql("UPDATE orders SET customer = '" + CHANGED + "' WHERE id = " + id);
    cache(path, entry, CHANGED);
    // with its generation, as if its deletion were lost: copies of a generation are not compared
    redis.send("COPY", "saved", entry, "REPLACE");
    if (System.nanoTime() - began < BOUND.toNanos()) {
      return true;
    }
    redis.send("DEL", entry);
    return false;
  }

  /** Waits until a hit has this text. */
  private static void cache(String path, String entry, String text) {
    await()
        .atMost(TIMEOUT)
        .until(
            () -> {
              HttpResponse<String> answer = running.get(path);
              return RunningApp.isHit(answer)
                  && answer.body().contains(text)
                  && redis.number("HEXISTS", entry, "v") == 1;
            });
  }
}
