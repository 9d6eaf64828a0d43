package dev.ordercache.app;

import static dev.ordercache.app.RunningApp.APPROVED;
import static dev.ordercache.app.RunningApp.json;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.app.embedded.EmbeddedServers;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** What readers get while Redis or PostgreSQL is stopped, really. */
class OutageTest {

  private static final int MAX_LOADS = 8;

  private EmbeddedServers postgres;
  private RedisServer redis;
  private RunningApp running;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    postgres = EmbeddedServers.start(true, false);
    redis = redisAt(freePort());
    redis.start();
    var jdbc = postgres.jdbc().orElseThrow();
    Map<String, String> settings =
        Map.of(
            "ORDER_CACHE_JDBC_URL",
            jdbc.url(),
            "ORDER_CACHE_JDBC_USER",
            jdbc.user(),
            "ORDER_CACHE_JDBC_PASSWORD",
            jdbc.password(),
            "ORDER_CACHE_REDIS_URI",
            "redis://127.0.0.1:" + redis.ports().get(0));
    running = RunningApp.start(settings);
    insertOrders();
    await().until(() -> json(running.get(APPROVED)).get("orders").size() == 10);
  }

  private void insertOrders() throws IOException {
    try {
      running.sql(
          "INSERT INTO orders (id, number, status, customer, product, quantity, price, currency,"
              + " priority, due_at) SELECT i, 'T-' || i, 'MANUFACTURING_APPROVED', 'c', 'p', 1, 1,"
              + " 'EUR', 1, now() FROM generate_series(1, 100) i");
    } catch (java.sql.SQLException e) {
      throw new IOException(e);
    }
  }

  @AfterEach
  void stop() throws IOException {
    running.close();
    redis.stop();
    postgres.close();
  }

  private static RedisServer redisAt(int port) throws IOException {
    return RedisServer.newRedisServer()
        .port(port)
        .setting("bind 127.0.0.1")
        .setting("save \"\"")
        .build();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void withoutRedisListsComeFromTheDatabaseAndHitsReturnWithIt() throws Exception {
    await().until(() -> running.source(APPROVED).equals("cache"));
    redis.stop();

    assertEquals("database", running.source(APPROVED));
    assertTrue(mostConcurrentQueries() <= MAX_LOADS, "the database is not flooded");

    redis = redisAt(redis.ports().get(0));
    redis.start();
    await().atMost(Duration.ofSeconds(30)).until(() -> running.source(APPROVED).equals("cache"));
  }

  /**
   * Asks for many different pages at once, so that most can not be shared, and samples, each time
   * that one has been answered, how many connections of the pool for reads are in use: the most
   * that was seen, and so at most as many as there were.
   */
  private long mostConcurrentQueries() throws Exception {
    ExecutorService readers = Executors.newFixedThreadPool(32);
    try {
      List<Future<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 320; i++) {
        String path = "/api/orders?status=MANUFACTURING_APPROVED&limit=" + (i % 200 + 1);
        answers.add(readers.submit(() -> running.get(path)));
      }
      long most = 0;
      for (Future<HttpResponse<String>> answer : answers) {
        assertEquals(200, answer.get().statusCode());
        assertEquals("database", json(answer.get()).get("source").stringValue());
        most = Math.max(most, gauge("hikaricp_connections_active{pool=\"order-cache-reads\"}"));
      }
      return most;
    } finally {
      readers.shutdownNow();
    }
  }

  private long gauge(String name) {
    String line =
        running
            .get("/metrics")
            .body()
            .lines()
            .filter(l -> l.startsWith(name))
            .findFirst()
            .orElseThrow();
    return (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
  }

  @Test
  void withoutPostgresTheLastKnownListIsServedAsStaleWithItsAge() {
    await().until(() -> running.source(APPROVED).equals("cache"));
    postgres.close();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                running.get(APPROVED).statusCode() == 200
                    && running.source(APPROVED).equals("stale"));
    HttpResponse<String> stale = running.get(APPROVED);

    assertEquals(10, json(stale).get("orders").size());
    assertTrue(Long.parseLong(stale.headers().firstValue("Age").orElseThrow()) >= 1);
    HttpResponse<String> unknown = running.get("/api/orders?status=CLOSED");
    assertEquals(503, unknown.statusCode());
    assertEquals("1", unknown.headers().firstValue("Retry-After").orElse(""));
  }
}
