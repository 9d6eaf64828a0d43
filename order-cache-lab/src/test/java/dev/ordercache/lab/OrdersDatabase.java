package dev.ordercache.lab;

import dev.ordercache.caching.OrderCaching;
import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.jdbc.PostgresDataSources;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.servers.PostgresAddress;
import dev.ordercache.servers.SharedPostgres;
import dev.ordercache.tck.SqlPrompt;
import java.time.Duration;
import org.awaitility.Awaitility;

/**
 * A new database, with all tables and no orders, on a PostgreSQL that all tests of a JVM share and
 * that ends with it. Runs statements as at a SQL prompt.
 */
public final class OrdersDatabase extends SqlPrompt {

  /** For the statements of tests on a busy machine; the instances keep their own. */
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  static {
    Awaitility.setDefaultTimeout(TIMEOUT); // a busy machine needs more than usual
  }

  private final JdbcSettings database;

  /** Patiently: the server may have just started, and the machine may be busy. */
  private OrdersDatabase(JdbcSettings database) {
    super(PostgresDataSources.unpooled(database.withTimeouts(TIMEOUT, TIMEOUT)));
    this.database = database;
  }

  /** Creates a database. */
  public static OrdersDatabase create() {
    return migrated(settings(SharedPostgres.createDatabase()));
  }

  /** Creates all tables in an empty database. */
  static OrdersDatabase migrated(JdbcSettings database) {
    OrderCaching.migrate(CachePlan.defaults(), database);
    return new OrdersDatabase(database);
  }

  /** A database that exists already. */
  public static OrdersDatabase of(JdbcSettings database) {
    return new OrdersDatabase(database);
  }

  /** How to reach the database at an address. */
  public static JdbcSettings settings(PostgresAddress address) {
    return JdbcSettings.of(address.url(), address.user(), address.password());
  }

  /** The same with long timeouts, for tests on busy machines that are not about timeouts. */
  OrdersDatabase withLongTimeouts() {
    return of(
        database
            .withTimeouts(SharedServers.TIMEOUT, SharedServers.TIMEOUT)
            .withLeaderIdleTimeout(TIMEOUT));
  }

  public JdbcSettings database() {
    return database;
  }
}
