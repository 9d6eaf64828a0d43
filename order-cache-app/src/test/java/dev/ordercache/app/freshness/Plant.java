package dev.ordercache.app.freshness;

import dev.ordercache.app.embedded.EmbeddedServers;
import dev.ordercache.app.embedded.OwnPostgres;
import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.jdbc.PostgresDataSources;
import dev.ordercache.plan.OrdersTable;
import dev.ordercache.tck.TestServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/**
 * A new database, with all tables and no orders, on a PostgreSQL that all tests of a JVM share and
 * that ends with it. Runs statements as at a SQL prompt.
 */
public final class Plant {

  private static final String URL_END = "/postgres";

  /** For the statements of tests on a busy machine; the instances keep their own. */
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  static {
    Awaitility.setDefaultTimeout(TIMEOUT); // a busy machine needs more than usual
  }

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static @Nullable JdbcSettings server;

  private final JdbcSettings database;

  private final DataSource connections;

  private Plant(JdbcSettings database) {
    this.database = database;
    this.connections = PostgresDataSources.unpooled(database.withTimeouts(TIMEOUT, TIMEOUT));
  }

  /** Creates a database. */
  public static Plant create() {
    JdbcSettings shared = server().withTimeouts(TIMEOUT, TIMEOUT);
    String name = "plant_" + COUNT.incrementAndGet();
    new Plant(shared).sql("CREATE DATABASE " + name);
    String url = shared.url().substring(0, shared.url().length() - URL_END.length()) + "/" + name;
    return migrated(JdbcSettings.of(url, shared.user(), shared.password()));
  }

  /** Creates all tables in an empty database. */
  static Plant migrated(JdbcSettings database) {
    Plant plant = new Plant(database);
    Flyway.configure()
        .dataSource(plant.connections)
        .locations("classpath:dev/ordercache/jdbc/migration")
        .placeholders(OrdersTable.defaults().placeholders())
        .load()
        .migrate();
    return plant;
  }

  /** A database that exists already. */
  public static Plant of(JdbcSettings database) {
    return new Plant(database);
  }

  /** The same with long timeouts, for tests on busy machines that are not about timeouts. */
  Plant patient() {
    return of(
        database
            .withTimeouts(SharedServers.TIMEOUT, SharedServers.TIMEOUT)
            .withLeaderIdleTimeout(TIMEOUT));
  }

  private static synchronized JdbcSettings server() {
    JdbcSettings present = server;
    if (present == null) {
      present = TestServers.postgres().map(Plant::installed).orElseGet(Plant::embedded);
      server = present;
    }
    return present;
  }

  private static JdbcSettings embedded() {
    EmbeddedServers servers = EmbeddedServers.start(true, false);
    Runtime.getRuntime().addShutdownHook(new Thread(servers::close));
    return servers.jdbc().orElseThrow();
  }

  private static JdbcSettings installed(TestServers.Installed server) {
    try {
      OwnPostgres postgres = OwnPostgres.create(server);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> close(postgres)));
      return postgres.settings();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void close(OwnPostgres postgres) {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public JdbcSettings database() {
    return database;
  }

  /** Connects with a long timeout: the server may have just started, the machine may be busy. */
  public Connection connect() throws SQLException {
    return connections.getConnection();
  }

  /** Runs a statement and commits it. */
  public int sql(String statement) {
    try (Connection connection = connect();
        Statement sql = connection.createStatement()) {
      return sql.executeUpdate(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(statement, e);
    }
  }

  /** The one number that a query returns. */
  public long number(String query) {
    try (Connection connection = connect();
        Statement sql = connection.createStatement();
        ResultSet rows = sql.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }

  /** Inserts orders with the ids from..to, in version 1. */
  public void enter(long from, long to, String status) {
    sql(
        "INSERT INTO orders (id, number, status, customer, product, quantity, price, currency,"
            + " priority, due_at) SELECT i, 'T-' || i, '"
            + status
            + "', 'c', 'p', 1, 1, 'EUR', 1, '2030-01-01Z'::timestamptz + i * interval '1 minute'"
            + " FROM generate_series("
            + from
            + ", "
            + to
            + ") i");
  }

  /** Sets an order's status in SQL, whether the workflow allows it or not. */
  public void setStatus(long id, String status) {
    sql("UPDATE orders SET status = '" + status + "' WHERE id = " + id);
  }

  /** The version that the database has of an order, or -1. */
  public long version(long id) {
    return number("SELECT coalesce((SELECT version FROM orders WHERE id = " + id + "), -1)");
  }
}
