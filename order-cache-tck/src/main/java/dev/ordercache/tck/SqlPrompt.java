package dev.ordercache.tck;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * The orders as a person at a SQL prompt sees and changes them: each statement in a connection of
 * its own. Safe for use by many threads.
 */
public class SqlPrompt {

  private final DataSource connections;

  /** Of the database that these connections lead to, which has the default table. */
  public SqlPrompt(DataSource connections) {
    this.connections = connections;
  }

  /** Opens a connection. */
  public final Connection connect() throws SQLException {
    return connections.getConnection();
  }

  /** Runs a statement and commits it; returns how many rows it has changed. */
  public final int sql(String statement) {
    try (Connection connection = connect();
        Statement sql = connection.createStatement()) {
      return sql.executeUpdate(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(statement, e);
    }
  }

  /** The one number that a query answers. */
  public final long number(String query) {
    try (Connection connection = connect();
        Statement sql = connection.createStatement();
        ResultSet rows = sql.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }

  /** Enters orders with the ids from..to, in version 1. */
  public final void enter(long from, long to, String status) {
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

  /** Sets an order's status, as a person does, whatever the workflow says. */
  public final void setStatus(long id, String status) {
    sql("UPDATE orders SET status = '" + status + "' WHERE id = " + id);
  }

  /** The version that the database has of an order, or -1. */
  public final long version(long id) {
    return number("SELECT coalesce((SELECT version FROM orders WHERE id = " + id + "), -1)");
  }
}
