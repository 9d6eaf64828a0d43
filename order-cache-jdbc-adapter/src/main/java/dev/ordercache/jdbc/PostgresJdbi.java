package dev.ordercache.jdbc;

import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements with the settings that they need. These are set for the session; behind a pooler
 * that shares sessions, for the transaction, so that every statement is in one. Safe for use by
 * many threads.
 */
final class PostgresJdbi {

  private final Jdbi jdbi;
  private final boolean shared;
  private final String settings;

  /** Uses connections in autocommit mode. */
  PostgresJdbi(DataSource connections, JdbcSettings settings) {
    this.jdbi = PostgresDataSources.jdbi(connections, settings);
    this.shared = settings.transactionPooling();
    this.settings = "SELECT " + Sql.read("session", settings, true);
  }

  /**
   * Runs statements each of which may be a transaction of its own.
   *
   * @throws IllegalStateException if the connection is in a transaction already
   */
  <T> T withHandle(HandleCallback<T, RuntimeException> work) {
    return jdbi.withHandle(
        handle -> {
          if (handle.isInTransaction()) {
            throw new IllegalStateException("the connection is not in autocommit mode");
          }
          return shared ? handle.inTransaction(same -> run(same, work)) : work.withHandle(handle);
        });
  }

  /** Runs statements in one transaction. */
  <T extends @Nullable Object> T inTransaction(HandleCallback<T, RuntimeException> work) {
    return jdbi.inTransaction(handle -> run(handle, work));
  }

  private <T extends @Nullable Object> T run(
      Handle handle, HandleCallback<T, RuntimeException> work) {
    prepare(handle);
    return work.withHandle(handle);
  }

  /** Opens a connection and begins a read-only transaction; the caller closes it. */
  Handle openReadOnly() {
    Handle handle = jdbi.open();
    try {
      handle.setReadOnly(true);
      handle.begin();
      prepare(handle);
      return handle;
    } catch (RuntimeException e) {
      try (handle) {
        throw e;
      }
    }
  }

  private void prepare(Handle handle) {
    if (shared) {
      handle.createQuery(settings).mapTo(String.class).one();
    }
  }
}
