package dev.ordercache.benchmarks.queue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * The usual queue in a table: a free worker takes the oldest changes that no other worker has
 * locked, even while another change of the same order is being applied. Safe for use by many
 * threads.
 */
final class PlainQueue {

  private static final String SETTLE =
      """
      WITH head AS MATERIALIZED (
          SELECT * FROM status_change WHERE state = 'PENDING' ORDER BY id LIMIT ?
          FOR UPDATE SKIP LOCKED
      ), changed AS (
          UPDATE orders SET status = to_status FROM head
          WHERE orders.id = order_id AND version = expected_version
          RETURNING head.id, version
      )
      UPDATE status_change AS c
      SET state = CASE WHEN changed.id IS NULL THEN 'REJECTED' ELSE 'APPLIED' END,
          applied_version = changed.version,
          ended_at = clock_timestamp()
      FROM head LEFT JOIN changed ON changed.id = head.id
      WHERE c.id = head.id
      RETURNING c.id
      """;
  private static final String FINISH =
      """
      UPDATE status_change
      SET published = true, state = CASE state WHEN 'APPLIED' THEN 'DONE' ELSE state END
      WHERE id = ANY (?)
      """;

  private final DataSource connections;

  PlainQueue(DataSource connections) {
    this.connections = connections;
  }

  /** Applies and finishes at most this number of changes, and returns how many. */
  int settle(int limit) {
    try (Connection connection = connections.getConnection();
        PreparedStatement settle = connection.prepareStatement(SETTLE);
        PreparedStatement finish = connection.prepareStatement(FINISH)) {
      settle.setInt(1, limit);
      Object[] ids = new Object[limit];
      int count = 0;
      try (ResultSet rows = settle.executeQuery()) {
        while (rows.next()) {
          ids[count++] = rows.getLong(1);
        }
      }
      finish.setArray(1, connection.createArrayOf("bigint", ids));
      finish.executeUpdate();
      return count;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
