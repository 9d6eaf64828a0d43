package dev.ordercache.jdbc;

import dev.ordercache.plan.CachePlan;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.StatusChangeCompletion;
import java.util.Collection;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** What the steps after a commit record in PostgreSQL. Safe for use by many threads. */
public final class JdbiStatusChangeCompletion implements StatusChangeCompletion {

  private final DurableTransactions transactions;
  private final String compensate;
  private final String keep = Sql.read("keep-change");
  private final String finish = Sql.read("finish-changes");

  /**
   * A completion in the database of the orders.
   *
   * @param connections in autocommit mode; preferably those of the {@link JdbiStatusChangeWork}
   */
  public JdbiStatusChangeCompletion(DataSource connections, CachePlan plan, JdbcSettings database) {
    this.transactions = new DurableTransactions(connections, database);
    this.compensate = Sql.read("compensate", plan.table());
  }

  @Override
  public Set<Long> finish(Collection<JournalEntry> entries) {
    if (entries.isEmpty()) {
      return Set.of();
    }
    List<Long> ids = entries.stream().map(JournalEntry::id).toList();
    List<String> states = entries.stream().map(entry -> entry.state().name()).toList();
    return transactions.in(
        "finished",
        handle ->
            handle
                .createQuery(finish)
                .bindArray("ids", Long.class, ids)
                .bindArray("states", String.class, states)
                .mapTo(Long.class)
                .set());
  }

  @Override
  public JournalEntry keep(long change, @Nullable String why) {
    return transactions.in(
        "kept", handle -> changed(handle, handle.createQuery(keep).bind("why", why), change));
  }

  @Override
  public JournalEntry compensate(long change) {
    return transactions.in(
        "compensated",
        handle -> {
          transactions.limitLockWaits(handle); // a locked order does not delay others
          JournalEntry now = changed(handle, handle.createQuery(compensate), change);
          DurableTransactions.runDeferred(handle);
          return now;
        });
  }

  /** Returns the entry as the statement changed it, or as it is if the statement did not. */
  private static JournalEntry changed(Handle handle, Query statement, long change) {
    return statement
        .bind("id", change)
        .map((row, context) -> ChangeRows.entry(row))
        .findOne()
        .or(() -> found(handle, change))
        .orElseThrow(
            () -> new NoSuchElementException("there is no change " + change + " any more"));
  }

  private static Optional<JournalEntry> found(Handle handle, long change) {
    DurableTransactions.confirm(handle, List.of(change));
    return ChangeRows.find(handle, Set.of(change)).stream().findFirst();
  }
}
