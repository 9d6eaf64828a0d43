package dev.ordercache.app;

import static dev.ordercache.app.RunningApp.APPROVED;
import static dev.ordercache.app.RunningApp.json;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.jdbc.JdbcSettings;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Many changes that can not be accepted, because somebody has locked the queue. */
class StormOfChangesTest {

  private static final int CHANGES = 40;
  private static final int CONNECTIONS_OF_CHANGES = 4;

  private final ExecutorService callers = Executors.newFixedThreadPool(CHANGES);
  private RunningApp running;

  @BeforeEach
  void start() throws InterruptedException {
    running = RunningApp.start(Map.of("ORDER_CACHE_DEMO_ORDERS", "1000"));
  }

  @AfterEach
  void stop() {
    callers.shutdownNow();
    running.close();
  }

  @Test
  void leavesReadersTheirConnections() throws SQLException {
    JsonNode order = json(running.get(APPROVED)).get("orders").get(0);
    long id = order.get("id").longValue();
    long version = order.get("version").longValue();
    JdbcSettings database = running.app.database();
    try (Connection person =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        Statement statement = person.createStatement()) {
      person.setAutoCommit(false);
      statement.execute("LOCK TABLE status_change IN EXCLUSIVE MODE");
      for (int i = 0; i < CHANGES; i++) {
        callers.execute(() -> running.submit(id, version, "MANUFACTURING_STARTED"));
      }
      await().until(() -> waiting(statement) >= CONNECTIONS_OF_CHANGES);

      for (int limit = 1; limit <= 20; limit++) {
        HttpResponse<String> list = running.get("/api/orders?status=CLOSED&limit=" + limit);
        assertEquals(200, list.statusCode(), list.body());
      }
    }
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
