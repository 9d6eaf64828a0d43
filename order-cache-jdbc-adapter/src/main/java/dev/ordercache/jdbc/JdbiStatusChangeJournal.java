package dev.ordercache.jdbc;

import static dev.ordercache.jdbc.JdbiStatusChangeQueue.translated;

import dev.ordercache.event.ChangeState;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.StatusChangeJournal;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jdbi.v3.core.HandleCallback;

/** The journal of status changes in PostgreSQL. Safe for use by many threads. */
public final class JdbiStatusChangeJournal implements StatusChangeJournal {

  private static final int MAX_CONFIRMED = 10_000;

  private final DurableTransactions transactions;
  private final boolean archive;
  private final String unfinished = Sql.read("unfinished-changes");
  private final String finish = Sql.read("finish-changes");
  private final String tidy = Sql.read("tidy-changes");

  /** Entries that the standbys are known to have, kept because callers read them repeatedly. */
  private final Set<Seen> confirmed =
      Collections.synchronizedSet(Collections.newSetFromMap(new Latest()));

  /** A change in a state. */
  private record Seen(long id, ChangeState state) {}

  private static final class Latest extends LinkedHashMap<Seen, Boolean> {

    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Seen, Boolean> eldest) {
      return size() > MAX_CONFIRMED;
    }
  }

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
    return confirmed(handle -> ChangeRows.find(handle, ids));
  }

  @Override
  public List<JournalEntry> unfinished(Duration since, int atMost) {
    return confirmed(
        handle ->
            handle
                .createQuery(unfinished)
                .bind("since", since.toMillis())
                .bind("limit", atMost)
                .map((row, context) -> ChangeRows.entry(row))
                .list());
  }

  /**
   * Confirms what it reads, except pending changes: a caller that has the id of one has received
   * the answer to its acceptance.
   */
  private List<JournalEntry> confirmed(
      HandleCallback<List<JournalEntry>, RuntimeException> reading) {
    Set<Seen> unconfirmed = new HashSet<>();
    List<JournalEntry> read =
        translated(
            "read",
            () ->
                transactions.in(
                    handle -> {
                      List<JournalEntry> entries = reading.withHandle(handle);
                      entries.stream()
                          .filter(entry -> entry.state() != ChangeState.PENDING)
                          .map(entry -> new Seen(entry.id(), entry.state()))
                          .filter(seen -> !confirmed.contains(seen))
                          .forEach(unconfirmed::add);
                      DurableTransactions.confirm(
                          handle, unconfirmed.stream().map(Seen::id).toList());
                      return entries;
                    }));
    confirmed.addAll(unconfirmed);
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
