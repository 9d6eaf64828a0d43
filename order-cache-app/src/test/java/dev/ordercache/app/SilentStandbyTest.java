package dev.ordercache.app;

import static dev.ordercache.app.AppReaders.TIMEOUT;
import static dev.ordercache.app.RunningApp.json;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.servers.OwnPostgres;
import dev.ordercache.servers.RedisNode;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The answers to a status change while the synchronous standby is silent, and afterwards. The test
 * of the adapter covers a promotion.
 */
class SilentStandbyTest {

  private static final String STARTED = "MANUFACTURING_STARTED";
  private static final String SYNCHRONOUS =
      "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'";

  @ParameterizedTest
  @CsvSource({"async,", "saga,retry"})
  void aChangeIsAcceptedOnlyWhenTheStandbyHasItAndThenOnce(String mode, @Nullable String recovery)
      throws Exception {
    try (OwnPostgres primary = OwnPostgres.create();
        OwnPostgres standby = primary.standby();
        RedisNode redis = new RedisNode()) {
      AppDatabase database = AppDatabase.of(primary.address());
      database.sql("ALTER SYSTEM SET synchronous_commit = on"); // off in the embedded server
      Map<String, String> settings = new HashMap<>(database.appSettings(redis.uri()));
      settings.put("ORDER_CACHE_STATUS_CHANGES", mode);
      if (recovery != null) { // otherwise a saga takes back a change whose commit is not confirmed
        settings.put("ORDER_CACHE_SAGA_RECOVERY", recovery);
      }
      try (RunningApp running = RunningApp.start(settings)) {
        database.enter(1, 3, "MANUFACTURING_APPROVED");
        waitForStandbys(database, "*");
        await().atMost(TIMEOUT).until(() -> database.number(SYNCHRONOUS) == 1);
        standby.pause();
        try {
          assertUnavailable(change(running, 1));
          assertUnavailable(change(running, 1));
        } finally {
          standby.resume();
        }
        assertMadeOnce(running, database, 1);
        standby.pause();
        try { // as if the server were not configured to wait
          waitForStandbys(database, "");
          assertTrue(change(running, 2).statusCode() < 300);
        } finally {
          standby.resume();
        }
      }
    }
  }

  /** Sets the synchronous standbys, without waiting for a commit of its own. */
  private static void waitForStandbys(AppDatabase database, String names) {
    database.sql("ALTER SYSTEM SET synchronous_standby_names = '" + names + "'");
    assertEquals(1, database.number("SELECT pg_reload_conf()::int"));
    await()
        .atMost(TIMEOUT)
        .until(
            () ->
                database.number(
                        "SELECT count(*) FROM pg_settings WHERE name = 'synchronous_standby_names'"
                            + " AND setting = '"
                            + names
                            + "'")
                    == 1);
  }

  /** Sends the change once. */
  private static HttpResponse<String> change(RunningApp running, long order) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            RunningApp.changing(running.app.address(), order, 1, STARTED).build(),
            BodyHandlers.ofString());
  }

  private static void assertUnavailable(HttpResponse<String> answer) {
    assertEquals(503, answer.statusCode(), answer.body());
    assertEquals(
        "application/problem+json", answer.headers().firstValue("Content-Type").orElse(""));
    assertEquals("1", answer.headers().firstValue("Retry-After").orElse(""));
    assertEquals(
        "urn:order-cache:problem:database-unavailable", json(answer).get("type").stringValue());
  }

  /** Asserts that the change was made once, with the same key again. */
  private static void assertMadeOnce(RunningApp running, AppDatabase database, long order) {
    HttpResponse<String> answer = running.submit(order, 1, STARTED);
    assertTrue(answer.statusCode() < 300, answer.body());
    String change = "/api/status-changes/" + json(answer).get("id").longValue();
    await()
        .atMost(TIMEOUT)
        .untilAsserted(() -> assertEquals("DONE", running.read(change).get("state").stringValue()));
    assertEquals(1, database.number("SELECT count(*) FROM status_change"));
    assertEquals(2, database.number("SELECT version FROM orders WHERE id = " + order));
    assertEquals(json(running.submit(order, 1, STARTED)).get("id"), json(answer).get("id"));
  }
}
