package dev.ordercache.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/**
 * Tells a session of the server from one that a pooler lends. PostgreSQL tells its clients when
 * they connect by which number, that of its process, they may cancel a statement. A pooler has to
 * tell them another, because it cancels on behalf of clients whose session changes: so PgBouncer
 * does in all its modes. A proxy that only forwards, for TLS or by address, hands on the number and
 * is none. Not noticed is a pooler that hands on the number of the session that it lends at first,
 * nor, once in four billion times, one that draws the same by chance. Safe for use by many threads.
 */
public final class PoolerCheck {

  private PoolerCheck() {}

  /**
   * Checks that a relay can keep its lock on a connection: locks and settings belong to a session.
   * A connection of another driver is not judged.
   *
   * @throws IllegalStateException if there is a pooler in between
   */
  public static void requireNone(Connection connection) throws SQLException {
    if (!connection.isWrapperFor(PGConnection.class)) {
      return;
    }
    int told = connection.unwrap(PGConnection.class).getBackendPID();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT pg_backend_pid()")) {
      rows.next();
      if (rows.getInt(1) != told) {
        throw new IllegalStateException(
            "there is a pooler such as PgBouncer before the server, through which no relay can keep"
                + " its lock: it needs the URL of the server itself as well");
      }
    }
  }
}
