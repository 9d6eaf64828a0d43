package dev.ordercache.jdbc;

import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.Snapshot;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads orders by the numbers of their columns, which are the same in all statements: id, number,
 * status, version, customer, product, quantity, price, currency, priority, assignee, due_at,
 * created_at, updated_at. Made for one result and used by one thread.
 */
final class OrderRows {

  private static final int ID = 3;

  private final ResultSet rows;
  private @Nullable OrderStatus last;

  OrderRows(ResultSet rows) {
    this.rows = rows;
  }

  /**
   * Reads a result of one or more rows: the time, whether the server is a standby, and then an
   * order.
   */
  static Snapshot<List<Order>> snapshot(ResultSet rows) throws SQLException {
    OrderRows reader = new OrderRows(rows);
    List<Order> orders = new ArrayList<>();
    Instant asOf = Instant.EPOCH;
    while (rows.next()) {
      if (rows.isFirst()) {
        asOf = reader.asOf();
      }
      rows.getLong(ID);
      if (!rows.wasNull()) {
        orders.add(reader.order());
      }
    }
    return new Snapshot<>(orders, asOf);
  }

  /**
   * The time in the first column, as of which the result is right.
   *
   * @throws IllegalStateException if the second column says that the server is a standby: a result
   *     read after a change was invalidated may still lack that change, and would be cached. The
   *     connection is unusable then
   */
  Instant asOf() throws SQLException {
    if (rows.getBoolean(2)) {
      throw standby();
    }
    return instant(1);
  }

  /** Aborts the connection: a pool that got it back intact would continue to hand it out. */
  private IllegalStateException standby() {
    IllegalStateException refused =
        new IllegalStateException(
            "this server is a standby, which may lag behind: connect to the primary");
    try {
      rows.getStatement().getConnection().abort(Runnable::run);
    } catch (SQLException e) {
      refused.addSuppressed(e);
    }
    return refused;
  }

  /**
   * The current row's order.
   *
   * @throws IllegalStateException if one of its times is infinite
   */
  private Order order() throws SQLException {
    return new Order(
        new OrderId(rows.getLong(ID)),
        rows.getString(ID + 1),
        status(rows.getString(ID + 2)),
        rows.getLong(ID + 3),
        rows.getString(ID + 4),
        rows.getString(ID + 5),
        rows.getInt(ID + 6),
        rows.getBigDecimal(ID + 7),
        rows.getString(ID + 8),
        rows.getInt(ID + 9),
        rows.getString(ID + 10),
        finite(ID + 11),
        finite(ID + 12),
        finite(ID + 13));
  }

  /**
   * Refuses infinite times, which an existing table may have: the driver returns them as Java's
   * minimum and maximum.
   */
  private Instant finite(int column) throws SQLException {
    OffsetDateTime time = rows.getObject(column, OffsetDateTime.class);
    if (time.equals(OffsetDateTime.MAX) || time.equals(OffsetDateTime.MIN)) {
      throw new IllegalStateException(
          "order %d has an infinite time in %s"
              .formatted(rows.getLong(ID), rows.getMetaData().getColumnLabel(column)));
    }
    return time.toInstant();
  }

  private Instant instant(int column) throws SQLException {
    return rows.getObject(column, OffsetDateTime.class).toInstant();
  }

  /** Most rows of one result have the same status: it is checked, and kept in memory, once. */
  private OrderStatus status(String name) {
    OrderStatus status = last;
    if (status == null || !status.name().equals(name)) {
      status = new OrderStatus(name);
      last = status;
    }
    return status;
  }
}
