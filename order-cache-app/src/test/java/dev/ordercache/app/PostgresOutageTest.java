package dev.ordercache.app;

import static dev.ordercache.app.AppReaders.TIMEOUT;
import static dev.ordercache.app.AppReaders.assertAnswered;
import static dev.ordercache.app.AppReaders.page;
import static dev.ordercache.app.RunningApp.APPROVED;
import static dev.ordercache.app.RunningApp.json;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.servers.OwnPostgres;
import dev.ordercache.servers.PostgresAddress;
import dev.ordercache.servers.RedisNode;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What readers of the running app get while PostgreSQL fails, and afterwards: the rows about
 * PostgreSQL of the table in {@code docs/consistency.md}.
 */
class PostgresOutageTest {

  private OwnPostgres postgres;
  private RedisNode redis;
  private AppDatabase database;
  private RunningApp running;
  private AppReaders readers;

  @BeforeEach
  void startServers() throws Exception {
    redis = new RedisNode();
    postgres = OwnPostgres.create();
    database = AppDatabase.of(postgres.address());
    startApp(database);
    database.enter(1, 300, "MANUFACTURING_APPROVED");
    await().atMost(TIMEOUT).until(() -> cachedOrders() == 10);
  }

  private void startApp(AppDatabase database) throws InterruptedException {
    running = RunningApp.start(database.appSettings(redis.uri()));
    readers = new AppReaders(running);
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
    postgres.close();
    redis.close();
  }

  /** How many orders the first page of the list has if it comes from the cache, or -1. */
  private int cachedOrders() {
    HttpResponse<String> list = running.get(APPROVED);
    return list.statusCode() == 200 && json(list).get("source").stringValue().equals("cache")
        ? json(list).get("orders").size()
        : -1;
  }

  private void assertListIsServedAsStaleWithItsAge() {
    HttpResponse<String> stale =
        await()
            .atMost(TIMEOUT)
            .until(() -> running.get(APPROVED), PostgresOutageTest::isStaleForASecond);
    assertEquals(10, json(stale).get("orders").size());
    HttpResponse<String> unknown = running.get("/api/orders?status=CLOSED");
    assertEquals(503, unknown.statusCode());
    assertEquals("1", unknown.headers().firstValue("Retry-After").orElse(""));
  }

  private static boolean isStaleForASecond(HttpResponse<String> list) {
    assertAnswered(list, "cache", "stale");
    return list.statusCode() == 200
        && json(list).get("source").stringValue().equals("stale")
        && Long.parseLong(list.headers().firstValue("Age").orElse("0")) >= 1;
  }

  /** Every reader gets 503: these pages were never read, so there are no stale ones. */
  private void assertNoReaderIsKeptWaiting() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      for (Future<HttpResponse<String>> answer : readers.ask(threads)) {
        assertAnswered(answer.get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** The same app, without a restart, sees a new change and caches what it reads. */
  private void assertRecovers() {
    await().atMost(TIMEOUT).until(() -> readers.gets("/api/orders?status=CLOSED", "database"));
    database.sql("UPDATE orders SET status = 'CLOSED' WHERE id > 4");
    await().atMost(TIMEOUT).until(() -> cachedOrders() == 4);
    await()
        .atMost(TIMEOUT)
        .until(
            () ->
                readers.gets(APPROVED, "cache", "database", "stale")
                    && readers.circuitIs("closed"));
    AppReaders.awaitNoThreadLeft();
  }

  @Test
  void refusing() throws Exception {
    double epochs = readers.metric("order_cache_relay_epochs_total");
    postgres.stop();
    assertListIsServedAsStaleWithItsAge();
    assertNoReaderIsKeptWaiting();
    postgres.start();
    assertRecovers();
    assertTrue(
        readers.metric("order_cache_relay_epochs_total") > epochs,
        "a server that has restarted may have lost commits");
  }

  @Test
  void hanging() throws Exception {
    postgres.pause();
    try {
      assertListIsServedAsStaleWithItsAge();
      assertNoReaderIsKeptWaiting();
    } finally {
      postgres.resume();
    }
    assertRecovers();
  }

  /** The app is configured with both servers and uses the one that is the primary. */
  @Test
  void failingOver() throws Exception {
    running.close();
    try (OwnPostgres standby = postgres.standby()) {
      PostgresAddress one = postgres.address();
      String both =
          "jdbc:postgresql://127.0.0.1:%d,127.0.0.1:%d/postgres"
              .formatted(postgres.port(), standby.port());
      startApp(AppDatabase.of(JdbcSettings.of(both, one.user(), one.password())));
      await().atMost(TIMEOUT).until(() -> cachedOrders() == 10);
      double epochs = readers.metric("order_cache_relay_epochs_total");
      await()
          .atMost(TIMEOUT)
          .until(
              () ->
                  database.number(
                          "SELECT count(*) FROM pg_stat_replication"
                              + " WHERE replay_lsn >= pg_current_wal_insert_lsn()")
                      == 1);
      postgres.kill();
      assertListIsServedAsStaleWithItsAge();
      assertNoReaderIsKeptWaiting();
      standby.promote();
      database = AppDatabase.of(standby.address());
      assertRecovers();
      assertTrue(
          readers.metric("order_cache_relay_epochs_total") > epochs,
          "commits may be lost, so earlier entries are invalid");
      running.close();
    }
  }

  /** Another client's lock keeps every reader's statement waiting. */
  @Test
  void poolExhausted() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try (Connection person = database.connect();
        Statement sql = person.createStatement()) {
      person.setAutoCommit(false);
      sql.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");
      List<Future<HttpResponse<String>>> answers = new ArrayList<>(readers.ask(threads));
      await()
          .atMost(TIMEOUT)
          .until(() -> readers.waiting(database, answers, threads) == AppReaders.MAX_LOADS);
      await("hits do not need the database").atMost(TIMEOUT).until(() -> cachedOrders() == 10);
      int refused = 0;
      for (Future<HttpResponse<String>> answer : answers) {
        assertAnswered(answer.get());
        refused += answer.get().statusCode() == 503 ? 1 : 0;
        assertTrue(AppReaders.waiting(database) <= AppReaders.MAX_LOADS);
      }
      assertEquals(answers.size(), refused, "all of them waited, and none for ever");
    } finally {
      threads.shutdownNow();
    }
    await().atMost(TIMEOUT).until(() -> readers.gets(page(101), "database"));
    assertRecovers();
  }
}
