package dev.ordercache.jdbc;

import java.sql.SQLException;
import org.jdbi.v3.core.transaction.TransactionException;

/**
 * A transaction was committed, or perhaps not, and perhaps not as durably as the server is
 * configured to.
 */
final class UncertainCommitException extends TransactionException {

  private static final long serialVersionUID = 1;

  UncertainCommitException(SQLException why) {
    super("it is not known whether this was committed durably", why);
  }
}
