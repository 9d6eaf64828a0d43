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
    Throwable outer = failure;
    while (outer.getCause() != null && isWrapper(outer)) {
      outer = outer.getCause();
    }
    Throwable beneath = outer;
    while (beneath.getCause() != null) {
      beneath = beneath.getCause();
    }
    return beneath == outer ? line(outer) : line(outer) + ": " + line(beneath);
  }

  /** JDBI's wrapper, or a pool's, whose cause is the last failure to connect. */
  private static boolean isWrapper(Throwable failure) {
    return failure instanceof JdbiException || failure instanceof SQLTransientConnectionException;
  }

  /** The message for an unknown host, for example, is only its name. */
  private static String line(Throwable failure) {
    String message = failure.getMessage();
    String text = message == null || failure instanceof IOException ? failure.toString() : message;
    return text.lines().findFirst().orElse("");
  }
}
