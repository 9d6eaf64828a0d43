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
  private final String question;
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile long due = System.nanoTime();
  private volatile @Nullable String name;

  TableName(Jdbi jdbi, String question) {
    this.jdbi = jdbi;
    this.question = question;
  }

  @Override
  public Optional<String> name() {
    String known = name;
    if (known == null) {
      ask();
    }
    return Optional.ofNullable(known);
  }

  @Override
  public void doubt() {
    ask();
  }

  /** The query for the name. */
  String question() {
    return question;
  }

  /** Stores the name that an election returned. */
  void learn(String told) {
    name = told;
  }

  /** Queries the database in this call. */
  void ask(Handle handle) {
    name = handle.createQuery(question).mapTo(String.class).one();
  }

  private void ask() {
    if (System.nanoTime() - due >= 0 && asking.compareAndSet(false, true)) {
      Thread thread = new Thread(this::askNow, "order-cache-owner");
      thread.setDaemon(true);
      try {
        thread.start();
      } catch (OutOfMemoryError e) {
        paused();
      }
    }
  }

  private void askNow() {
    try {
      jdbi.useHandle(this::ask);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "The table''s name is not known: {0}", e.getMessage());
    } finally {
      paused();
    }
  }

  private void paused() {
    due = System.nanoTime() + PAUSE.toNanos();
    asking.set(false);
  }
}
