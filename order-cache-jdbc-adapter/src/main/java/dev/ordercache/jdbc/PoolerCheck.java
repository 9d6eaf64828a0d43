package dev.ordercache.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * Distinguishes a session of the server from one that a pooler assigns. When a client connects,
 * PostgreSQL sends it the number, that of its process, with which the client may cancel a
 * statement. A pooler has to send another number, because it cancels on behalf of clients whose
 * session changes; PgBouncer does so in all its modes. A proxy that only forwards, for TLS or by
 * address, passes the number on and is not reported. Two kinds of pooler are not detected: one that
 * passes on the number of the session that it assigns first and, once in four billion times, one
 * that draws the same number by chance. Safe for use by many threads.
 */
public final class PoolerCheck {

  private PoolerCheck() {}

  /**
   * Checks that each connection is a session of its own, which ends with {@code close}: neither
   * through a pooler, nor from a pool in this process, whose next user would get the relay's
   * settings. A connection of another driver is not checked.
   *
   * @throws IllegalStateException if it is not, with a message that says what to do
   */
  public static void requireNone(DataSource connections) throws SQLException {
    Connection session = null;
    try (Connection connection = connections.getConnection()) {
      requireNone(connection);
      if (connection.isWrapperFor(PGConnection.class)
          && connection.unwrap(PGConnection.class) instanceof Connection unwrapped) {
        session = unwrapped;
      }
    }
    if (session != null && !session.isClosed()) {
      throw new IllegalStateException(
          "the direct data source is a pool: its sessions outlive close(), and would keep the"
              + " relay's settings; it needs one that connects for each connection, as"
              + " PGSimpleDataSource does");
    }
  }

  /**
   * Checks that a relay can keep its lock on a connection: locks and settings belong to a session.
   * A connection of another driver is not checked.
   *
   * @throws IllegalStateException if there is a pooler in between
   */
  public static void requireNone(Connection connection) throws SQLException {
    if (!connection.isWrapperFor(PGConnection.class)) {
      return;
    }
    int reported = connection.unwrap(PGConnection.class).getBackendPID();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT pg_backend_pid()")) {
      rows.next();
      if (rows.getInt(1) != reported) {
        throw new IllegalStateException(
            "there is a pooler such as PgBouncer before the server, through which no relay can keep"
                + " its lock: it needs the URL of the server itself as well");
      }
    }
  }
}
