package dev.ordercache.benchmarks.queue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Fills the queue, and checks the outcome of its changes. */
final class QueuedRows {

  private final DataSource connections;

  QueuedRows(DataSource connections) {
    this.connections = connections;
  }

  /**
   * Inserts accepted changes for future versions of this number of orders: each order is taken and
   * released in turns.
   *
   * @param plain whether to create the index that the queue without groups needs
   */
  void fill(int orders, int changes, boolean plain) throws SQLException {
    execute("DROP INDEX IF EXISTS plain_pending");
    execute("TRUNCATE status_change, status_change_group, order_change");
    execute(
        "UPDATE orders SET status = 'MANUFACTURING_APPROVED', assignee = NULL WHERE id <= "
            + orders);
    execute(
        """
        INSERT INTO status_change (order_id, to_status, expected_version, principal, idempotency_key)
        SELECT id, CASE i %% 2 WHEN 0 THEN 'MANUFACTURING_STARTED' ELSE 'MANUFACTURING_APPROVED' END,
               version + i, 'Ada', id || '-' || i
        FROM generate_series(0, %d) AS i, orders
        WHERE id <= %d
        ORDER BY i, id
        """
            .formatted(changes / orders - 1, orders));
    execute(
        "INSERT INTO status_change_group SELECT order_id, clock_timestamp()"
            + " FROM (SELECT DISTINCT order_id FROM status_change) AS changed");
    if (plain) {
      execute("CREATE INDEX plain_pending ON status_change (id) WHERE state = 'PENDING'");
    }
    execute("VACUUM ANALYZE status_change, status_change_group, orders");
    execute("CHECKPOINT");
  }

  /** Inserts one accepted change, due at once, for each of some orders that have none. */
  void add(int firstOrder, int lastOrder) throws SQLException {
    String orders = " FROM orders WHERE id BETWEEN " + firstOrder + " AND " + lastOrder;
    execute(
        """
        INSERT INTO status_change (order_id, to_status, expected_version, principal, idempotency_key)
        SELECT id, CASE status WHEN 'MANUFACTURING_APPROVED' THEN 'MANUFACTURING_STARTED'
                       ELSE 'MANUFACTURING_APPROVED' END,
               version, 'Ada', id || '-' || version
        """
            + orders);
    execute("INSERT INTO status_change_group SELECT id, clock_timestamp()" + orders);
  }

  /** How many changes ended before one of the same order that was accepted earlier. */
  long inversions() throws SQLException {
    return number(
        """
        SELECT count(*) FROM (
            SELECT ended_at, max(ended_at) OVER (
                PARTITION BY order_id ORDER BY id
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS earlier
            FROM status_change) AS change
        WHERE ended_at < earlier
        """);
  }

  /** How many changes were not applied. */
  long lost() throws SQLException {
    return number("SELECT count(*) FROM status_change WHERE state <> 'DONE'");
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = connections.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long number(String sql) throws SQLException {
    try (Connection connection = connections.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
