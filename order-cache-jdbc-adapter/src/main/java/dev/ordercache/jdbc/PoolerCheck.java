package dev.ordercache.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
