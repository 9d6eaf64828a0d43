package dev.ordercache.benchmarks.peers;

import com.zaxxer.hikari.HikariDataSource;
import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.caching.OrderCaching;
import dev.ordercache.demo.DemoOrders;
import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.jdbc.PostgresDataSources;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.servers.EmbeddedServers;
import dev.ordercache.servers.PostgresAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/** The orders, as writers change them. Safe for use by many threads. */
public final class OrderRows implements AutoCloseable {

  private static final String UPDATE =
      """
      UPDATE orders SET priority = (priority + 1) % 100 WHERE id = ?
      RETURNING version, status, pg_current_xact_id()::text
      """;

  /** The result of a committed update. */
  record Update(long order, long version, String status, String transaction) {

    OrderChange change() {
      OrderStatus same = new OrderStatus(status);
      return new OrderChange(new OrderId(order), version, same, same, transaction);
    }
  }

  private final HikariDataSource connections;

  OrderRows(JdbcSettings settings) {
    connections = PostgresDataSources.pooled(settings, "writers");
  }

  /** The settings to reach the PostgreSQL of these servers. */
  public static JdbcSettings settings(EmbeddedServers servers) {
    PostgresAddress address = servers.postgres().orElseThrow();
    return JdbcSettings.of(address.url(), address.user(), address.password());
  }

  /** Creates the tables and this number of orders. */
  public static void create(JdbcSettings settings, int count) throws SQLException {
    DataSource unpooled = PostgresDataSources.unpooled(settings);
    OrderCaching.migrate(CachePlan.defaults(), settings);
    new DemoOrders(unpooled, Clock.systemUTC()).load(count);
  }

  /** Changes an order and commits. */
  Update update(long order) {
    try (Connection connection = connections.getConnection();
        PreparedStatement statement = connection.prepareStatement(UPDATE)) {
      statement.setLong(1, order);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return new Update(order, rows.getLong(1), rows.getString(2), rows.getString(3));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The version of every order, by id. */
  Map<Long, Long> versions() {
    try (Connection connection = connections.getConnection();
        PreparedStatement statement =
            connection.prepareStatement("SELECT id, version FROM orders");
        ResultSet rows = statement.executeQuery()) {
      Map<Long, Long> versions = new HashMap<>();
      while (rows.next()) {
        versions.put(rows.getLong(1), rows.getLong(2));
      }
      return versions;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    connections.close();
  }
}
