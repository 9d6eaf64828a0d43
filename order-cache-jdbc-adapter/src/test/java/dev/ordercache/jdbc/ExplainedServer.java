package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ordercache.servers.InstalledPostgres;
import dev.ordercache.servers.TestServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * A server as it is installed, which writes the plan of every statement that it executes, and of
 * those that its functions execute, into its log.
 */
final class ExplainedServer implements AutoCloseable {

  /**
   * No commit waits for the synchronous standby, but as it is named, reads are confirmed. Nothing
   * is forced to the disk, which changes no plan.
   */
  private static final Map<String, String> CONFIG =
      Map.of(
          "synchronous_standby_names", "none",
          "synchronous_commit", "local",
          "fsync", "off",
          "full_page_writes", "off",
          "session_preload_libraries", "auto_explain",
          "auto_explain.log_min_duration", "0",
          "auto_explain.log_nested_statements", "on",
          "auto_explain.log_format", "text",
          "log_min_messages", "log");

  private static final Pattern ENTRY = Pattern.compile("\tQuery Text: .*(?:\n\t.*)*");

  private final InstalledPostgres server;
  private final Path log;
  private final int port = OwnServer.freePort();

  /**
   * Starts a server with its data below a folder. Skips the test if the server has no auto_explain,
   * as the embedded ones.
   */
  ExplainedServer(Path folder) {
    TestServers.Installed installed = TestServers.postgres().orElseGet(TestServers::debianPostgres);
    assumeTrue(explains(installed), "this PostgreSQL has no auto_explain");
    server = new InstalledPostgres(installed, folder.resolve("data"), port, CONFIG);
    log = folder.resolve("data.log");
    server.start();
  }

  private static boolean explains(TestServers.Installed installed) {
    Path lib = installed.binaries().resolveSibling("lib");
    return Files.exists(lib.resolve("auto_explain.so"))
        || Files.exists(lib.resolve("postgresql/auto_explain.so"));
  }

  JdbcSettings settings() {
    return TestDatabase.withLongTimeouts(JdbcSettings.of(url(), "postgres", null));
  }

  private String url() {
    return "jdbc:postgresql://localhost:" + port + "/postgres";
  }

  /** A session with the server's own settings. */
  Handle open() {
    return Jdbi.create(url(), "postgres", "").open();
  }

  /** The plans of the statements that were executed while this ran. */
  List<StatementPlan> plans(Runnable work) {
    long begin = size();
    work.run();
    try {
      byte[] all = Files.readAllBytes(log);
      return read(new String(all, (int) begin, all.length - (int) begin, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long size() {
    try {
      return Files.size(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Each line of an entry but its first begins with a tab. */
  private static List<StatementPlan> read(String log) {
    List<StatementPlan> plans = new ArrayList<>();
    Matcher entry = ENTRY.matcher(log);
    while (entry.find()) {
      plans.add(StatementPlan.read(entry.group()));
    }
    return plans;
  }

  @Override
  public void close() {
    server.close();
  }
}
