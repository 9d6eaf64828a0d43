package dev.ordercache.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The versions of PostgreSQL on which this adapter is tested, 14 to 18: {@code docs/servers.md}
 * lists which tests pass on which version. Safe for use by many threads.
 */
public final class PostgresVersion {

  private static final System.Logger LOG = System.getLogger(PostgresVersion.class.getName());
  private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

  /** The first with {@code idle_session_timeout}, by which a silent relay loses its lock. */
  private static final int OLDEST = 14;

  private static final int NEWEST = 18;

  private PostgresVersion() {}

  /**
   * Logs a warning, once, about a server that is newer than those tested.
   *
   * @throws IllegalStateException if the server is too old to work with
   */
  public static void check(Connection connection) throws SQLException {
    DatabaseMetaData server = connection.getMetaData(); // what the server reported on connecting
    check(server.getDatabaseMajorVersion(), server.getDatabaseProductVersion());
  }

  static void check(int major, String version) {
    if (major < OLDEST) {
      throw new IllegalStateException(
          "PostgreSQL %s is too old; supported are %d to %d".formatted(version, OLDEST, NEWEST));
    }
    if (major > NEWEST && WARNED.add(version)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "PostgreSQL {0} is newer than the versions tested, {1} to {2}",
          version,
          OLDEST,
          NEWEST);
    }
  }
}
