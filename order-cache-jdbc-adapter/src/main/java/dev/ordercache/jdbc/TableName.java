package dev.ordercache.jdbc;

import dev.ordercache.cache.CacheOwner;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The name of the table of orders. Readers need it for every call of the cache, so they never wait
 * for it: one thread at a time queries the database, with a pause between two queries. Safe for use
 * by many threads.
 */
final class TableName implements CacheOwner {

  private static final System.Logger LOG = System.getLogger(TableName.class.getName());
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Jdbi jdbi;
  private final String statement;
  private final AtomicBoolean querying = new AtomicBoolean();
  private volatile long due = System.nanoTime();
  private volatile @Nullable String name;
  private volatile boolean closed;

  TableName(Jdbi jdbi, String statement) {
    this.jdbi = jdbi;
    this.statement = statement;
  }

  @Override
  public Optional<String> name() {
    String known = name;
    if (known == null) {
      queryInBackground();
    }
    return Optional.ofNullable(known);
  }

  @Override
  public void refresh() {
    queryInBackground();
  }

  /** The query for the name. */
  String statement() {
    return statement;
  }

  /** Stores the name that an election returned. */
  void set(String name) {
    this.name = name;
  }

  /** Queries the database in this call. */
  void query(Handle handle) {
    name = handle.createQuery(statement).mapTo(String.class).one();
  }

  /** No query begins after this. */
  void close() {
    closed = true;
  }

  private void queryInBackground() {
    if (!closed && System.nanoTime() - due >= 0 && querying.compareAndSet(false, true)) {
      Thread thread = new Thread(this::queryNow, "order-cache-owner");
      thread.setDaemon(true);
      try {
        thread.start();
      } catch (OutOfMemoryError e) {
        paused();
      }
    }
  }

  private void queryNow() {
    try {
      jdbi.useHandle(this::query);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "The table''s name is not known: {0}", e.getMessage());
    } finally {
      paused();
    }
  }

  private void paused() {
    due = System.nanoTime() + PAUSE.toNanos();
    querying.set(false);
  }
}
