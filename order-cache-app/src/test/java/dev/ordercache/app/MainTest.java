package dev.ordercache.app;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.servers.ChildJvm;
import dev.ordercache.servers.EmbeddedServers;
import dev.ordercache.servers.PostgresAddress;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program in a JVM of its own. */
class MainTest {

  private static final int EXIT_CODE_OF_SIGTERM = 143;

  private static final Map<String, String> NO_SERVERS =
      Map.of(
          "ORDER_CACHE_JDBC_URL", "jdbc:postgresql://127.0.0.1:1/orders",
          "ORDER_CACHE_REDIS_URI", "redis://127.0.0.1:1");

  private static ChildJvm start(Map<String, String> settings) {
    return ChildJvm.of(Main.class)
        .with(Map.of("ORDER_CACHE_HTTP_PORT", "0"))
        .with(settings)
        .start();
  }

  private static void assertCannotStart(ChildJvm run, String... lines) throws InterruptedException {
    assertEquals(List.of(lines), run.rest());
    assertEquals(1, run.process().waitFor());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ORDER_CACHE_HTTP_PORT", "ORDER_CACHE_PROBE_PORT"})
  void saysWhyItCannotStart(String setting) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      Map<String, String> settings = new HashMap<>(NO_SERVERS);
      settings.put(setting, port);
      try (ChildJvm run = start(settings)) {
        assertCannotStart(
            run,
            "Order cache cannot start: cannot listen at 127.0.0.1:"
                + port
                + ", which ORDER_CACHE_HTTP_HOST and "
                + setting
                + " say",
            "  because: Address already in use");
      }
    }
  }

  @Test
  void saysThatTheDatabaseCannotBeReached() throws Exception {
    try (ChildJvm run = start(NO_SERVERS)) {
      assertCannotStart(
          run,
          "Order cache cannot start: cannot prepare the database (ORDER_CACHE_JDBC_URL)",
          "  because: Connection to 127.0.0.1:1 refused. Check that the hostname and port are"
              + " correct and that the postmaster is accepting TCP/IP connections.",
          "  because: Connection refused");
    }
  }

  @Test
  void saysThatItStartsNoServersOfItsOwn() throws Exception {
    try (ChildJvm run = start(Map.of())) {
      assertCannotStart(
          run,
          "Order cache cannot start: wrong settings:",
          "  ORDER_CACHE_JDBC_URL and ORDER_CACHE_REDIS_URI must be set: order-cache-demo starts"
              + " servers of its own, order-cache-app does not");
    }
  }

  @Test
  void stopsAtOnceWhileItWaitsForTheLockOfAnotherMigration() throws Exception {
    try (EmbeddedServers servers = EmbeddedServers.start(true, false)) {
      PostgresAddress jdbc = servers.postgres().orElseThrow();
      Map<String, String> settings =
          Map.of(
              "ORDER_CACHE_JDBC_URL", jdbc.url(),
              "ORDER_CACHE_JDBC_USER", jdbc.user(),
              "ORDER_CACHE_JDBC_PASSWORD", jdbc.password(),
              "ORDER_CACHE_REDIS_URI", "redis://127.0.0.1:1");
      try (Connection other = jdbc.connect();
          Statement statement = other.createStatement()) {
        other.setAutoCommit(false);
        statement.execute("CREATE TABLE order_cache_schema_history ()");
        try (ChildJvm run = start(settings)) {
          await().atMost(Duration.ofMinutes(1)).until(() -> isLockAwaited(statement));
          run.terminate();

          assertTrue(run.process().waitFor(20, TimeUnit.SECONDS), "it waits for the lock");
          assertEquals(EXIT_CODE_OF_SIGTERM, run.process().exitValue());
        }
      }
    }
  }

  private static boolean isLockAwaited(Statement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery("SELECT FROM pg_locks WHERE NOT granted")) {
      return rows.next();
    }
  }
}
