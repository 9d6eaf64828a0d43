package dev.ordercache.jdbc;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Why a change could not be applied.
 *
 * @param own whether the change itself is the cause, so that another attempt would fail again: for
 *     example, a constraint or a trigger refuses what it does to the order. Otherwise the cause is
 *     the state of the server, of the connection or of other transactions
 * @param text one line without values of rows or parameters, except where a trigger writes them
 *     into its message
 */
record Failure(boolean own, String text) {

  private static final int LONGEST = 300;

  /**
   * Classes of SQLSTATE whose errors are not caused by the change: warning of a commit (01),
   * connection (08), feature not supported (0A: a cached plan whose table was altered), transaction
   * state (25), prepared statement (26), authorization (28), catalog and schema (3D, 3F),
   * transaction rollback (40: serialization, deadlock), access rule (42: a missing privilege,
   * column or table), resources (53), lock not available (55), operator intervention (57: statement
   * timeout, restart), system error (58).
   */
  private static final Set<String> EXTERNAL =
      Set.of("01", "08", "0A", "25", "26", "28", "3D", "3F", "40", "42", "53", "55", "57", "58");

  private static final Set<String> CORRUPTED = Set.of("XX001", "XX002");

  static Failure of(Throwable thrown) {
    SQLException cause = sqlException(thrown);
    if (cause == null) {
      // caused by a value of the row, which the message contains
      return new Failure(true, "the order cannot be read: " + thrown.getClass().getSimpleName());
    }
    String state = cause.getSQLState();
    return new Failure(
        state != null && !isExternal(state), line(message(cause)) + " (SQLSTATE " + state + ")");
  }

  private static boolean isExternal(String state) {
    return state.length() < 2
        || EXTERNAL.contains(state.substring(0, 2))
        || CORRUPTED.contains(state);
  }

  /**
   * The innermost, so that the text for a pool without a connection gives the cause, and is the
   * same each time.
   */
  private static @Nullable SQLException sqlException(@Nullable Throwable thrown) {
    SQLException innermost = null;
    for (Throwable e = thrown; e != null; e = e.getCause()) {
      if (e instanceof SQLException found) {
        innermost = found;
      }
    }
    return innermost;
  }

  /** Returns only the first part of a message of the server: the detail has values. */
  private static String message(SQLException e) {
    ServerErrorMessage server = e instanceof PSQLException own ? own.getServerErrorMessage() : null;
    String message = server == null ? null : server.getMessage();
    return String.valueOf(message == null ? e.getMessage() : message);
  }

  private static String line(String text) {
    String line = text.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", " ").strip();
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }
}
