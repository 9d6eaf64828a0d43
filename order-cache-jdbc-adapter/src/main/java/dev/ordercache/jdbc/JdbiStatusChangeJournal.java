package dev.ordercache.jdbc;

import static dev.ordercache.jdbc.JdbiStatusChangeQueue.translated;

import dev.ordercache.statuschange.ChangeState;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.StatusChangeJournal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;

/** What is written about status changes in PostgreSQL. Safe for use by many threads. */
public final class JdbiStatusChangeJournal implements StatusChangeJournal {

  private final DurableTransactions transactions;
  private final boolean archive;
  private final String unfinished = Sql.read("unfinished-changes");
  private final String finish = Sql.read("finish-changes");
  private final String tidy = Sql.read("tidy-changes");

  /**
   * A journal in the database of the orders.
   *
   * @param connections in autocommit mode
   */
  public JdbiStatusChangeJournal(
      DataSource connections, JdbcSettings database, QueueSettings settings) {
    this.transactions = new DurableTransactions(connections, database);
    this.archive = settings.archive();
  }

  @Override
  public List<JournalEntry> findAll(Set<Long> ids) {
    return translated(
        "read", () -> transactions.in(handle -> confirmed(handle, ChangeRows.find(handle, ids))));
  }

  @Override
  public List<JournalEntry> unfinished(Duration since, int atMost) {
    return translated(
        "read",
        () ->
            transactions.in(
                handle ->
                    confirmed(
                        handle,
                        handle
                            .createQuery(unfinished)
                            .bind("since", since.toMillis())
                            .bind("limit", atMost)
                            .map((row, context) -> ChangeRows.entry(row))
                            .list())));
  }

  /** Without pending ones: who knows of one has got the answer to its acceptance. */
  private static List<JournalEntry> confirmed(Handle handle, List<JournalEntry> read) {
    DurableTransactions.confirm(
        handle,
        read.stream()
            .filter(entry -> entry.state() != ChangeState.PENDING)
            .map(JournalEntry::id)
            .toList());
    return read;
  }

  @Override
  public Set<Long> finish(Collection<JournalEntry> entries) {
    if (entries.isEmpty()) {
      return Set.of();
    }
    List<Long> ids = entries.stream().map(JournalEntry::id).toList();
    List<String> states = entries.stream().map(entry -> entry.state().name()).toList();
    return translated(
        "finished",
        () ->
            transactions.in(
                handle ->
                    handle
                        .createQuery(finish)
                        .bindArray("ids", Long.class, ids)
                        .bindArray("states", String.class, states)
                        .mapTo(Long.class)
                        .set()));
  }

  @Override
  public int tidy(Duration age, int atMost) {
    return translated(
        "tidied",
        () ->
            transactions.in(
                handle ->
                    handle
                        .createQuery(tidy)
                        .bind("age", age.toMillis())
                        .bind("limit", atMost)
                        .bind("archive", archive)
                        .mapTo(Integer.class)
                        .one()));
  }
}
