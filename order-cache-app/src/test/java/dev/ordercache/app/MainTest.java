package dev.ordercache.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.app.embedded.EmbeddedServers;
import dev.ordercache.jdbc.JdbcSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program in a JVM of its own. */
class MainTest {

  private static final int EXIT_CODE_OF_SIGTERM = 143;

  @TempDir Path temporary;
  private Process process;
  private BufferedReader output;

  private void start(Map<String, String> settings) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Djava.io.tmpdir=" + temporary,
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName());
    builder.environment().put("ORDER_CACHE_HTTP_PORT", "0");
    builder.environment().putAll(settings);
    process = builder.redirectErrorStream(true).start();
    output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  @AfterEach
  void stop() throws InterruptedException {
    process.toHandle().destroy();
    process.waitFor();
  }

  /** Reads up to the line with this text. */
  private void awaitLine(String text) throws IOException {
    StringBuilder before = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      before.append(line).append('\n');
      if (line.contains(text)) {
        return;
      }
    }
    throw new AssertionError("no " + text + " in:\n" + before);
  }

  private void assertNothingLeft() {
    assertArrayEquals(new String[0], temporary.toFile().list());
    assertEquals(
        List.of(),
        ProcessHandle.allProcesses()
            .filter(p -> p.info().command().orElse("").startsWith(temporary.toString()))
            .toList());
  }

  @Test
  void saysWhyItCanNotStart() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      start(Map.of("ORDER_CACHE_HTTP_PORT", port));

      assertEquals(
          List.of(
              "Order cache can not start: can not listen at 127.0.0.1:"
                  + port
                  + ", which ORDER_CACHE_HTTP_HOST and ORDER_CACHE_HTTP_PORT say",
              "  because: Address already in use"),
          output.lines().toList());
      assertEquals(1, process.waitFor());
    }
  }

  /** What it does next takes some seconds, and is done by a server that it must not wait for. */
  @Test
  void leavesNothingWhenItIsStoppedWhileTheOrdersAreLoaded() throws Exception {
    start(Map.of());
    awaitLine("Embedded PostgreSQL started");
    process.toHandle().destroy();

    assertEquals(List.of(), output.lines().filter(line -> line.contains("ready")).toList());
    assertEquals(EXIT_CODE_OF_SIGTERM, process.waitFor());
    assertNothingLeft();
  }

  @Test
  void stopsAtOnceWhileItWaitsForTheLockOfSomebodyWhoMigratesToo() throws Exception {
    try (EmbeddedServers servers = EmbeddedServers.start(true, false)) {
      JdbcSettings jdbc = servers.jdbc().orElseThrow();
      try (Connection other =
              DriverManager.getConnection(jdbc.url(), jdbc.user(), jdbc.password());
          Statement statement = other.createStatement()) {
        other.setAutoCommit(false);
        statement.execute("CREATE TABLE order_cache_schema_history ()");
        start(
            Map.of(
                "ORDER_CACHE_JDBC_URL", jdbc.url(),
                "ORDER_CACHE_JDBC_USER", jdbc.user(),
                "ORDER_CACHE_JDBC_PASSWORD", jdbc.password(),
                "ORDER_CACHE_REDIS_URI", "redis://127.0.0.1:1"));
        await().atMost(Duration.ofMinutes(1)).until(() -> somebodyWaits(statement));
        process.toHandle().destroy();

        assertTrue(process.waitFor(20, TimeUnit.SECONDS), "it waits for the lock");
        assertEquals(EXIT_CODE_OF_SIGTERM, process.exitValue());
      }
    }
  }

  private static boolean somebodyWaits(Statement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery("SELECT FROM pg_locks WHERE NOT granted")) {
      return rows.next();
    }
  }
}
