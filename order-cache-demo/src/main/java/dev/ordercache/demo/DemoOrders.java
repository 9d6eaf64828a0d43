package dev.ordercache.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * Fills an empty table {@code orders} with demonstration orders: the same ones for the same number
 * on the same day. {@code demo-orders.sql} describes them. The user of the data source must own the
 * table. Safe for use by many threads and applications at once: one of them loads.
 */
public final class DemoOrders {

  private static final System.Logger LOG = System.getLogger(DemoOrders.class.getName());
  private static final String INSERT = resource("demo-orders.sql");

  private final DataSource dataSource;
  private final InstantSource clock;

  /**
   * A loader.
   *
   * @param clock gives the day around which the open orders are due
   */
  public DemoOrders(DataSource dataSource, InstantSource clock) {
    this.dataSource = dataSource;
    this.clock = clock;
  }

  /**
   * Loads orders if there are none.
   *
   * <p>The table's triggers do not fire: a row in the change log for every order would double the
   * cost. One row "everything has changed" is written instead. Other writers wait meanwhile, so
   * none bypasses the triggers.
   *
   * @param count how many, 0 or more
   * @return how many were loaded: {@code count}, or 0 because the table is not empty
   * @throws SQLException if that fails; the table is empty as before
   */
  public int load(int count) throws SQLException {
    if (count < 0) {
      throw new IllegalArgumentException("0 or more orders can be loaded, not " + count);
    }
    long began = System.nanoTime();
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      int loaded;
      try {
        loaded = count == 0 ? 0 : loadIfEmpty(connection, count);
        connection.commit();
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
      if (loaded > 0) {
        // without statistics and a visibility map the first plans would scan the table
        execute(connection, "VACUUM (ANALYZE) orders");
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        LOG.log(System.Logger.Level.INFO, "Loaded {0} demo orders in {1} ms", loaded, millis);
      }
      return loaded;
    }
  }

  private int loadIfEmpty(Connection connection, int count) throws SQLException {
    execute(connection, "LOCK TABLE orders IN SHARE ROW EXCLUSIVE MODE");
    if (isTrue(connection, "SELECT EXISTS (SELECT FROM orders)")) {
      LOG.log(System.Logger.Level.INFO, "No demo orders are loaded: there are orders already");
      return 0;
    }
    TableTriggers triggers = TableTriggers.disable(connection, "orders");
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setLong(1, count);
      insert.setObject(2, clock.instant().truncatedTo(ChronoUnit.DAYS).atOffset(ZoneOffset.UTC));
      insert.executeUpdate();
    }
    triggers.restore(connection);
    moveSequence(connection);
    if (isTrue(connection, "SELECT to_regclass('order_change') IS NOT NULL")) {
      execute(connection, "INSERT INTO order_change DEFAULT VALUES");
    }
    return count;
  }

  /** If the table generates its ids, the next one must not be in use. */
  private static void moveSequence(Connection connection) throws SQLException {
    execute(
        connection,
        "SELECT setval(s, (SELECT max(id) FROM orders))"
            + " FROM pg_get_serial_sequence('orders', 'id') AS s WHERE s IS NOT NULL");
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static boolean isTrue(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next() && rows.getBoolean(1);
    }
  }

  private static String resource(String name) {
    try (InputStream stream = DemoOrders.class.getResourceAsStream(name)) {
      return new String(
          Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
