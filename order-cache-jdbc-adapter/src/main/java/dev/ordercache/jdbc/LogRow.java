package dev.ordercache.jdbc;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.cache.OrderChange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A row of the change log.
 *
 * @param tx the transaction that wrote it
 * @param id unique in the log
 * @param change null if all orders changed, or if the row has an invalid value: a malformed status
 *     must not stop the relay, and invalidating too much is always right
 * @param loggedAt when the statement that wrote it began
 */
record LogRow(long tx, long id, @Nullable OrderChange change, Instant loggedAt) {

  private static final System.Logger LOG = System.getLogger(LogRow.class.getName());

  static LogRow read(ResultSet rows) throws SQLException {
    return new LogRow(
        Long.parseLong(rows.getString("tx")),
        rows.getLong("id"),
        change(rows),
        rows.getObject("logged_at", OffsetDateTime.class).toInstant());
  }

  private static @Nullable OrderChange change(ResultSet rows) throws SQLException {
    long order = rows.getLong("order_id");
    if (rows.wasNull()) {
      return null;
    }
    try {
      return new OrderChange(
          new OrderId(order),
          rows.getLong("version"),
          status(rows.getString("old_status")),
          status(rows.getString("new_status")),
          rows.getString("tx"));
    } catch (IllegalArgumentException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "All orders are invalidated because of order {0}: {1}",
          Long.toString(order),
          e.getMessage());
      return null;
    }
  }

  private static @Nullable OrderStatus status(@Nullable String name) {
    return name == null ? null : new OrderStatus(name);
  }
}
