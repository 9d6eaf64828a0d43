package dev.ordercache.jdbc;

import java.io.IOException;
import java.sql.SQLTransientConnectionException;
import org.jdbi.v3.core.JdbiException;

/**
 * The reason why a database call failed, in one line: the message of the server, the driver or the
 * network, instead of a pool's timeout, and without the statement and its values.
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

  /** False for JDBI's wrapper, and for a pool's, whose cause is the last failure to connect. */
  private static boolean isSaid(Throwable failure) {
    return !(failure instanceof JdbiException
        || failure instanceof SQLTransientConnectionException);
  }

  /** The message for an unknown host, for example, is only its name. */
  private static String line(Throwable failure) {
    String message = failure.getMessage();
    String text = message == null || failure instanceof IOException ? failure.toString() : message;
    return text.lines().findFirst().orElse("");
  }
}
