package dev.ordercache.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.servers.EmbeddedServers;
import dev.ordercache.servers.PostgresAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program in a JVM of its own. */
class MainTest {

  private static final int EXIT_CODE_OF_SIGTERM = 143;

  @TempDir Path temporary;

  /** One run of it, terminated at the end of a test at the latest. */
  private record Run(Process process, BufferedReader output) implements AutoCloseable {

    /** Reads up to the line with this text. */
    void awaitLine(String text) throws IOException {
      List<String> before = new ArrayList<>();
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.contains(text)) {
          return;
        }
        before.add(line);
      }
      throw new AssertionError("no line with " + text + " in " + before);
    }

    void terminate() {
      process.toHandle().destroy();
    }

    @Override
    public void close() {
      terminate();
      process.onExit().completeOnTimeout(process, 30, TimeUnit.SECONDS).join();
      process.destroyForcibly();
    }
  }

  private Run start(Map<String, String> settings) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Djava.io.tmpdir=" + temporary,
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName());
    builder.environment().put("ORDER_CACHE_HTTP_PORT", "0");
    builder.environment().putAll(settings);
    Process process = builder.redirectErrorStream(true).start();
    return new Run(
        process, new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)));
  }

  private void assertNothingLeft() {
    assertArrayEquals(new String[0], temporary.toFile().list());
    assertEquals(
        List.of(),
        ProcessHandle.allProcesses()
            .filter(p -> p.info().command().orElse("").startsWith(temporary.toString()))
            .toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ORDER_CACHE_HTTP_PORT", "ORDER_CACHE_PROBE_PORT"})
  void saysWhyItCannotStart(String setting) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      try (Run run = start(Map.of(setting, port))) {
        assertEquals(
            List.of(
                "Order cache cannot start: cannot listen at 127.0.0.1:"
                    + port
                    + ", which ORDER_CACHE_HTTP_HOST and "
                    + setting
                    + " say",
                "  because: Address already in use"),
            run.output().lines().toList());
        assertEquals(1, run.process().waitFor());
      }
    }
  }

  @Test
  void saysThatTheDatabaseIsAway() throws Exception {
    Map<String, String> settings =
        Map.of(
            "ORDER_CACHE_JDBC_URL", "jdbc:postgresql://127.0.0.1:1/orders",
            "ORDER_CACHE_REDIS_URI", "redis://127.0.0.1:1");
    try (Run run = start(settings)) {
      assertEquals(
          List.of(
              "Order cache cannot start: cannot prepare the database (ORDER_CACHE_JDBC_URL)",
              "  because: Connection to 127.0.0.1:1 refused. Check that the hostname and port are"
                  + " correct and that the postmaster is accepting TCP/IP connections.",
              "  because: Connection refused"),
          run.output().lines().toList());
      assertEquals(1, run.process().waitFor());
    }
  }

  /** Loading takes some seconds, in a server for which the app must not wait. */
  @Test
  void leavesNothingWhenItIsStoppedWhileTheOrdersAreLoaded() throws Exception {
    try (Run run = start(Map.of())) {
      run.awaitLine("Embedded PostgreSQL started");
      run.terminate();

      List<String> lines = run.output().lines().toList();
      assertTrue(lines.stream().noneMatch(line -> line.contains("ready")), lines::toString);
      assertEquals(EXIT_CODE_OF_SIGTERM, run.process().waitFor());
      assertNothingLeft();
    }
  }

  @Test
  void stopsAtOnceWhileItWaitsForTheLockOfSomebodyWhoMigratesToo() throws Exception {
    try (EmbeddedServers servers = EmbeddedServers.start(true, false)) {
      PostgresAddress jdbc = servers.postgres().orElseThrow();
      Map<String, String> settings =
          Map.of(
              "ORDER_CACHE_JDBC_URL", jdbc.url(),
              "ORDER_CACHE_JDBC_USER", String.valueOf(jdbc.user()),
              "ORDER_CACHE_JDBC_PASSWORD", String.valueOf(jdbc.password()),
              "ORDER_CACHE_REDIS_URI", "redis://127.0.0.1:1");
      try (Connection other = jdbc.connect();
          Statement statement = other.createStatement()) {
        other.setAutoCommit(false);
        statement.execute("CREATE TABLE order_cache_schema_history ()");
        try (Run run = start(settings)) {
          await().atMost(Duration.ofMinutes(1)).until(() -> somebodyWaits(statement));
          run.terminate();

          assertTrue(run.process().waitFor(20, TimeUnit.SECONDS), "it waits for the lock");
          assertEquals(EXIT_CODE_OF_SIGTERM, run.process().exitValue());
        }
      }
    }
  }

  private static boolean somebodyWaits(Statement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery("SELECT FROM pg_locks WHERE NOT granted")) {
      return rows.next();
    }
  }
}
