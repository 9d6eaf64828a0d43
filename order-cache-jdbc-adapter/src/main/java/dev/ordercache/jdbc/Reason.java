package dev.ordercache.jdbc;

import java.io.IOException;
import java.sql.SQLTransientConnectionException;
import org.jdbi.v3.core.JdbiException;

/**
 * Why a call of the database has failed, in one line: what the server, the driver or the network
 * says, instead of that a pool has waited for it in vain, and without the statement and its values.
 */
final class Reason {

  private Reason() {}

  static String of(Throwable failure) {
    Throwable said = failure;
    while (said.getCause() != null && !isSaid(said)) {
      said = said.getCause();
    }
    Throwable beneath = said;
    while (beneath.getCause() != null) {
      beneath = beneath.getCause();
    }
    return beneath == said ? line(said) : line(said) + ": " + line(beneath);
  }

  /** Neither what JDBI has put around it nor, of a pool, with what connecting has failed last. */
  private static boolean isSaid(Throwable failure) {
    return !(failure instanceof JdbiException
        || failure instanceof SQLTransientConnectionException);
  }

  /** The message of an unknown host, say, is no more than its name. */
  private static String line(Throwable failure) {
    String message = failure.getMessage();
    String text = message == null || failure instanceof IOException ? failure.toString() : message;
    return text.lines().findFirst().orElse("");
  }
}
