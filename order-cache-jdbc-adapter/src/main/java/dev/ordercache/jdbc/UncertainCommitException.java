package dev.ordercache.jdbc;

import java.sql.SQLException;
import org.jdbi.v3.core.transaction.TransactionException;

/**
 * The outcome of a commit is not known: the transaction may not be committed, or not as durably as
 * the server is configured for.
 */
final class UncertainCommitException extends TransactionException {

  private static final long serialVersionUID = 1;

  UncertainCommitException(SQLException why) {
    super("it is not known whether this was committed durably", why);
  }
}
