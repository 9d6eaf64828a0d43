package dev.ordercache.lab.kill;

import dev.ordercache.event.ChangeState;
import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.jdbc.PostgresDataSources;
import dev.ordercache.statuschange.Acceptance;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.Recovery;
import dev.ordercache.statuschange.StatusChangeInbox;
import dev.ordercache.statuschange.Submission;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * A queue that writes accepted changes down a little later, many at a time, which is cheaper. It
 * also answers for those that it has not written yet, so that no client notices before it is
 * killed.
 */
final class MemoryInbox implements StatusChangeInbox {

  private static final long DELAY_MILLIS = 1_000;

  private final StatusChangeInbox inbox;
  private final DataSource connections;
  private final Map<Long, JournalEntry> unwritten = new TreeMap<>();
  private final Map<String, JournalEntry> byKey = new HashMap<>();

  MemoryInbox(StatusChangeInbox inbox, JdbcSettings database) {
    this.inbox = inbox;
    connections = PostgresDataSources.unpooled(database);
    ScheduledExecutorService writer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "writer");
              thread.setDaemon(true);
              return thread;
            });
    Future<?> unused =
        writer.scheduleWithFixedDelay(
            this::write, DELAY_MILLIS, DELAY_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public synchronized Acceptance accept(Submission submission, Duration grace) {
    JournalEntry earlier = byKey.get(submission.idempotencyKey());
    if (earlier != null) {
      return new Acceptance.Accepted(earlier, true);
    }
    long written =
        number(
            "SELECT coalesce(max(id), 0) FROM status_change WHERE idempotency_key = ?",
            submission.idempotencyKey());
    if (written > 0) {
      return new Acceptance.Accepted(inbox.findAll(Set.of(written)).get(0), true);
    }
    long id = number("SELECT nextval('status_change_id_seq'), ?", "");
    JournalEntry entry =
        new JournalEntry(id, submission, ChangeState.PENDING, 0, null, null, Instant.EPOCH, null);
    unwritten.put(id, entry);
    byKey.put(submission.idempotencyKey(), entry);
    return new Acceptance.Accepted(entry, false);
  }

  private long number(String query, String parameter) {
    try (Connection connection = connections.getConnection();
        PreparedStatement sql = connection.prepareStatement(query)) {
      sql.setString(1, parameter);
      try (ResultSet rows = sql.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }

  private synchronized void write() {
    for (JournalEntry entry : List.copyOf(unwritten.values())) {
      write(entry);
      unwritten.remove(entry.id());
      byKey.remove(entry.submission().idempotencyKey());
    }
  }

  private void write(JournalEntry entry) {
    String insert =
        """
        WITH message_group AS (
            INSERT INTO status_change_group AS l (order_id, available_at)
            VALUES (?, statement_timestamp())
            ON CONFLICT (order_id) DO UPDATE SET available_at = l.available_at
            RETURNING order_id
        )
        INSERT INTO status_change (id, order_id, to_status, expected_version, assignee, principal,
                                   idempotency_key, undoes)
        OVERRIDING SYSTEM VALUE
        SELECT ?, order_id, ?, ?, ?, ?, ?, ? FROM message_group
        """;
    Submission submission = entry.submission();
    try (Connection connection = connections.getConnection();
        PreparedStatement sql = connection.prepareStatement(insert)) {
      sql.setLong(1, submission.order().value());
      sql.setLong(2, entry.id());
      sql.setString(3, submission.change().to().name());
      sql.setLong(4, submission.change().expectedVersion());
      sql.setString(5, submission.change().assignee());
      sql.setString(6, submission.principal());
      sql.setString(7, submission.idempotencyKey());
      sql.setObject(8, submission.undoes());
      sql.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(insert, e);
    }
  }

  @Override
  public Acceptance apply(Submission submission, Recovery recovery) {
    return inbox.apply(submission, recovery);
  }

  @Override
  public boolean cancel(long change) {
    write();
    return inbox.cancel(change);
  }

  @Override
  public synchronized List<JournalEntry> findAll(Set<Long> ids) {
    List<JournalEntry> found = new ArrayList<>();
    Set<Long> others = new HashSet<>(ids);
    for (long id : ids) {
      JournalEntry entry = unwritten.get(id);
      if (entry != null) {
        found.add(entry);
        others.remove(id);
      }
    }
    found.addAll(inbox.findAll(others));
    return found;
  }
}
