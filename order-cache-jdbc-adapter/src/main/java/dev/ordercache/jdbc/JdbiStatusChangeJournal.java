package dev.ordercache.jdbc;

import static dev.ordercache.jdbc.JdbiStatusChangeQueue.translated;

import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.StatusChangeJournal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/** What is written about status changes in PostgreSQL. Safe for use by many threads. */
public final class JdbiStatusChangeJournal implements StatusChangeJournal {

  private final Jdbi jdbi;
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
    this.jdbi = PostgresDataSources.jdbi(connections, database);
    this.archive = settings.archive();
  }

  @Override
  public List<JournalEntry> findAll(Set<Long> ids) {
    return translated("read", () -> jdbi.withHandle(handle -> ChangeRows.find(handle, ids)));
  }

  @Override
  public List<JournalEntry> unfinished(Duration since, int atMost) {
    return translated(
        "read",
        () ->
            jdbi.withHandle(
                handle ->
                    handle
                        .createQuery(unfinished)
                        .bind("since", since.toMillis())
                        .bind("limit", atMost)
                        .map((row, context) -> ChangeRows.entry(row))
                        .list()));
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
            jdbi.withHandle(
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
            jdbi.withHandle(
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
