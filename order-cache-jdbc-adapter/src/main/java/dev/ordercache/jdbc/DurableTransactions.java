package dev.ordercache.jdbc;

import dev.ordercache.statuschange.StatusChangeException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * Transactions that are committed as durably as the server is configured for when their call
 * returns, synchronous standbys included. If the server's wait for a standby is cancelled, by a
 * timeout of the driver or by an administrator, the server reports success and a warning. It is
 * then not known whether the transaction survives a promotion of the standby. Safe for use by many
 * threads.
 */
final class DurableTransactions {

  /** The session must receive the warnings, because they are checked. */
  private static final String COMMIT = "SET LOCAL client_min_messages = warning; COMMIT";

  private static final String SUCCESS = "00";
  private static final String CONFIRM = Sql.read("confirm-changes");

  private final PostgresJdbi jdbi;

  /** Less than the socket timeout, after which the server would still wait for the standby. */
  private final int commitSeconds;

  private final String lockTimeout;

  DurableTransactions(DataSource connections, JdbcSettings settings) {
    this.jdbi = new PostgresJdbi(connections, settings);
    this.commitSeconds = JdbcSettings.seconds(settings.queryTimeout());
    this.lockTimeout = "SET LOCAL lock_timeout = " + MessageGroups.lockTimeout(settings);
  }

  /**
   * Runs and commits a transaction of a port.
   *
   * @param what is done to status changes, for the message of a failure
   * @throws StatusChangeException if it fails
   */
  <T> T in(String what, HandleCallback<T, RuntimeException> work) {
    return translated(what, () -> in(work));
  }

  /** The same for work that consists of several transactions. */
  static <T> T translated(String what, Supplier<T> work) {
    try {
      return work.get();
    } catch (JdbiException e) {
      Failure failure = Failure.of(e);
      throw new StatusChangeException(
          "status changes cannot be " + what + " now: " + failure.text(), e, !failure.own());
    }
  }

  /**
   * Runs and commits a transaction.
   *
   * @throws UncertainCommitException if the commit fails, or its wait for a standby ends early
   */
  <T extends @Nullable Object> T in(HandleCallback<T, RuntimeException> work) {
    return jdbi.inTransaction(
        handle -> {
          T result = work.withHandle(handle);
          commit(handle);
          return result;
        });
  }

  /** Runs a transaction that writes nothing, and whose result need not be durable. */
  <T> T reading(HandleCallback<T, RuntimeException> work) {
    return jdbi.inTransaction(work);
  }

  /**
   * Makes the commit cover changes that were read, too. Such a change is visible before a standby
   * has it if its own commit did not wait to the end, and after a crash of the server.
   */
  static void confirm(Handle handle, List<Long> changes) {
    if (!changes.isEmpty()) {
      handle.createQuery(CONFIRM).bindArray("ids", Long.class, changes).mapTo(Long.class).list();
    }
  }

  /**
   * Runs what is deferred to the commit now, so that its errors are reported for the change, and
   * its warnings not for the commit.
   */
  static void runDeferred(Handle handle) {
    handle.execute("SET CONSTRAINTS ALL IMMEDIATE");
  }

  /** From now on the transaction waits for locks only as long as a change that holds its group. */
  void limitLockWaits(Handle handle) {
    handle.execute(lockTimeout);
  }

  private void commit(Handle handle) {
    try (Statement statement = handle.getConnection().createStatement()) {
      statement.setQueryTimeout(commitSeconds);
      statement.execute(COMMIT);
      for (SQLWarning w = statement.getWarnings(); w != null; w = w.getNextWarning()) {
        if (w.getSQLState() == null || !w.getSQLState().startsWith(SUCCESS)) {
          throw w;
        }
      }
    } catch (SQLException e) {
      throw new UncertainCommitException(e);
    }
  }
}
