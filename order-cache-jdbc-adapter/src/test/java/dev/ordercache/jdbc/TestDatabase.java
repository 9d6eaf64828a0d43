package dev.ordercache.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.plan.OrdersTable;
import dev.ordercache.servers.InstalledPgBouncer;
import dev.ordercache.servers.TestServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A migrated database for a test class, empty before each test, on one server for all classes. */
final class TestDatabase implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final String POOLER_PASSWORD = "pooler";
  private static final Duration MINUTE = Duration.ofMinutes(1);

  static {
    Awaitility.setDefaultTimeout(MINUTE);
  }

  private final String name = "test" + COUNT.incrementAndGet();
  private final String existing;
  private final CachePlan plan;
  private final JdbcSettings settings;
  private final HikariDataSource pool;
  private final Jdbi jdbi;

  /** For the statements of this class, because connecting takes long. */
  private final HikariDataSource own;

  private final Jdbi kept;

  private @Nullable String owner;

  TestDatabase() {
    this(OrdersTable.defaults(), "");
  }

  /**
   * With a table that exists before the migrations.
   *
   * @param existing creates it
   */
  TestDatabase(OrdersTable table, String existing) {
    this.existing = existing;
    plan = CachePlan.builder().table(table).build();
    settings = withLongTimeouts(JdbcSettings.of(url(name), "postgres", null));
    jdbi = jdbiWithLongTimeouts(settings);
    Jdbi.create("jdbc:postgresql://" + Server.INSTANCE.host() + "/postgres", "postgres", "")
        .useHandle(handle -> handle.execute("CREATE DATABASE " + name));
    pool = PostgresDataSources.pooled(settings);
    own = PostgresDataSources.pooled(settings.withPoolSize(2), name);
    kept = Jdbi.create(own);
  }

  /** A row of the change log. */
  record Logged(
      @Nullable Long id, @Nullable String before, @Nullable String after, @Nullable Long version) {

    static Logged read(ResultSet row) throws SQLException {
      return new Logged(
          row.getObject("order_id", Long.class),
          row.getString("old_status"),
          row.getString("new_status"),
          row.getObject("version", Long.class));
    }
  }

  /** Connections for a test's own statements, also for large ones on a busy machine. */
  static Jdbi jdbiWithLongTimeouts(JdbcSettings settings) {
    return Jdbi.create(PostgresDataSources.unpooled(withLongTimeouts(settings)));
  }

  /** These settings with timeouts for a busy machine, and for locks that a test holds. */
  static JdbcSettings withLongTimeouts(JdbcSettings settings) {
    return settings.withTimeouts(MINUTE, MINUTE).withLeaderIdleTimeout(MINUTE);
  }

  CachePlan plan() {
    return plan;
  }

  JdbcSettings settings() {
    return settings;
  }

  /** With parameters of the driver in the URL. */
  JdbcSettings settings(String parameters) {
    return withLongTimeouts(JdbcSettings.of(settings.url() + "?" + parameters, "postgres", null));
  }

  /**
   * Starts the installed PgBouncer in front of the server; skips the test if there is none.
   *
   * @param settings of PgBouncer
   */
  static InstalledPgBouncer pooler(Path folder, Map<String, String> settings) {
    return new InstalledPgBouncer(
        TestServers.debianPgBouncer(),
        folder,
        Server.INSTANCE.port(),
        Map.of("postgres", POOLER_PASSWORD),
        settings);
  }

  /** Through a pooler, which requires a password. */
  JdbcSettings settings(InstalledPgBouncer pooler, boolean perTransaction) {
    String url = "jdbc:postgresql://localhost:%d/%s".formatted(pooler.port(), name);
    return withLongTimeouts(JdbcSettings.of(url, "postgres", POOLER_PASSWORD))
        .withPooler(settings.url(), perTransaction);
  }

  /** For statements that are to time out. */
  JdbcSettings shortTimeoutSettings() {
    return settings.withTimeouts(MINUTE, Duration.ofSeconds(2));
  }

  HikariDataSource pool() {
    return pool;
  }

  /** Connections that are not from the pool. */
  Jdbi jdbi() {
    return jdbi;
  }

  void execute(String sql) {
    kept.useHandle(handle -> handle.execute(sql));
  }

  /** The rows of a query with one column. */
  <T> List<T> query(String sql, Class<T> type) {
    return kept.withHandle(handle -> handle.createQuery(sql).mapTo(type).list());
  }

  /** Enters orders with the ids from first to last; ten each are due together, the last first. */
  void insert(int first, int last, String status) {
    kept.useHandle(handle -> insert(handle, first, last, status));
  }

  static void insert(Handle handle, int first, int last, String status) {
    handle.execute(
        """
        INSERT INTO orders (id, number, status, customer, product, quantity, price, currency, due_at)
        SELECT i, 'N-' || i, ?, 'ACME', 'Gear', 3, 9.90, 'EUR',
               '2030-01-01T00:00:00Z'::timestamptz - i / 10 * interval '1 minute'
        FROM generate_series(?, ?) AS i
        """,
        status,
        first,
        last);
  }

  /** All that is logged, in the order of the log. */
  List<Logged> logged() {
    return kept.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM order_change ORDER BY id")
                .map((row, context) -> Logged.read(row))
                .list());
  }

  void clearLog() {
    execute("DELETE FROM order_change");
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    if (owner == null) { // called for nested classes too
      owner = context.getUniqueId();
      jdbi.useTransaction(
          handle -> {
            handle.execute(existing);
            Migrations.run(handle, plan.table());
          });
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    execute(
        Sql.fill(
            "TRUNCATE ${orders}, order_change, order_log_closed, status_change, status_change_group,"
                + " status_change_archive",
            plan.table().placeholders()));
    clearLog();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (context.getUniqueId().equals(owner)) {
      pool.close();
      own.close();
    }
  }

  private static String url(String database) {
    return "jdbc:postgresql://" + Server.INSTANCE.host() + "/" + database;
  }

  /** Started by the first test class that needs it, stopped with the JVM. */
  private static final class Server {

    static final OwnServer INSTANCE = start();

    private static OwnServer start() {
      try {
        Path folder = Files.createTempDirectory("order-cache-test-postgres");
        OwnServer server = new OwnServer(folder, Map.of("wal_level", "logical"));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server, folder)));
        return server;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void end(OwnServer server, Path folder) {
      server.close();
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
