package dev.ordercache.app;

import static dev.ordercache.app.AppReaders.TIMEOUT;
import static dev.ordercache.app.RunningApp.APPROVED;
import static dev.ordercache.app.RunningApp.json;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.servers.RedisNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Many changes that can neither be accepted nor read, because the queue is locked. */
class StormOfChangesTest {

  /** More than the server has threads. */
  private static final int CHANGES = 300;

  private static final int CONNECTIONS_OF_CHANGES = 4;

  private final HttpClient client = HttpClient.newHttpClient();
  private final AppDatabase database = AppDatabase.create();
  private RedisNode redis;
  private RunningApp running;

  @BeforeEach
  void start() throws InterruptedException {
    database.enter(1, 50, "MANUFACTURING_APPROVED");
    database.enter(51, 1_000, "CLOSED");
    redis = new RedisNode();
    running = RunningApp.start(database.appSettings(redis.uri()));
  }

  @AfterEach
  void stop() {
    running.close();
    redis.close();
  }

  @Test
  void leavesReadersTheirConnectionsAndThreads() throws SQLException {
    List<String> refusals = refusalsInAStorm();
    for (int more = 0; more < 2 && !refusals.isEmpty(); more++) { // the machine may be busy
      refusals = refusalsInAStorm();
    }
    assertEquals(List.of(), refusals);
  }

  /** The answers to readers that were refused. */
  private List<String> refusalsInAStorm() throws SQLException {
    List<String> refusals = new ArrayList<>();
    JsonNode order = running.read(APPROVED).get("orders").get(0);
    HttpRequest change =
        RunningApp.changing(
                running.app.address(),
                order.get("id").longValue(),
                order.get("version").longValue(),
                "MANUFACTURING_STARTED")
            .build();
    HttpRequest look =
        HttpRequest.newBuilder(running.app.address().resolve("/api/status-changes/1")).build();
    List<CompletableFuture<HttpResponse<String>>> changes = new ArrayList<>();
    try (Connection person = database.connect();
        Statement statement = person.createStatement()) {
      person.setAutoCommit(false);
      statement.execute("LOCK TABLE status_change IN ACCESS EXCLUSIVE MODE");
      for (int i = 0; i < CHANGES; i++) {
        changes.add(client.sendAsync(i % 2 == 0 ? look : change, BodyHandlers.ofString()));
      }
      await().atMost(TIMEOUT).until(() -> waiting(statement) >= CONNECTIONS_OF_CHANGES);

      for (int limit = 1; limit <= 20; limit++) {
        HttpResponse<String> list = running.get("/api/orders?status=CLOSED&limit=" + limit);
        if (list.statusCode() == 503) {
          refusals.add(list.body());
        } else {
          assertEquals(200, list.statusCode(), list.body());
        }
      }
      await().atMost(TIMEOUT).until(() -> changes.stream().anyMatch(StormOfChangesTest::isRefused));
    }
    assertEquals(
        Set.of(),
        changes.stream()
            .map(answer -> answer.join().statusCode())
            .filter(status -> !Set.of(200, 202, 404, 503).contains(status))
            .collect(Collectors.toSet()));
    return refusals;
  }

  /** Whether it was refused, and not because the database took too long. */
  private static boolean isRefused(CompletableFuture<HttpResponse<String>> change) {
    if (!change.isDone() || change.join().statusCode() != 503) {
      return false;
    }
    HttpResponse<String> answer = change.join();
    return json(answer).get("type").stringValue().endsWith(":overload")
        && answer.headers().firstValue("Retry-After").isPresent();
  }

  /** How many statements wait for the lock of another. */
  private static int waiting(Statement statement) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery("SELECT count(*) FROM pg_locks WHERE NOT granted")) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
