package dev.ordercache.jdbc;

import dev.ordercache.statuschange.Acceptance;
import dev.ordercache.statuschange.Backlog;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.StatusChangeException;
import dev.ordercache.statuschange.StatusChangeQueue;
import dev.ordercache.statuschange.Submission;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * The queue of status changes in PostgreSQL: table {@code status_change}, and one row of {@code
 * status_change_lane} for each order that has pending changes, whose lock keeps the order among
 * them. Safe for use by many threads of many processes.
 */
public final class JdbiStatusChangeQueue implements StatusChangeQueue {

  /** PostgreSQL's code for a statement that took too long. */
  private static final String CANCELED = "57014";

  private final Jdbi jdbi;
  private final Lanes lanes;
  private final Acceptances acceptances;
  private final String cancel = Sql.read("cancel-change");
  private final String backlog = Sql.read("backlog");

  /**
   * A queue in the database of the orders.
   *
   * @param connections in autocommit mode and of PostgreSQL's usual isolation, READ COMMITTED; best
   *     a pool of their own: see {@link PostgresDataSources#pooled(JdbcSettings, String)}
   */
  public JdbiStatusChangeQueue(
      DataSource connections, JdbcSettings database, QueueSettings settings) {
    this.jdbi = PostgresDataSources.jdbi(connections, database);
    this.lanes = new Lanes(database, settings);
    this.acceptances = new Acceptances(database, settings.workflow());
  }

  @Override
  public Acceptance accept(Submission submission, Duration grace) {
    return translated(
        "accepted", () -> jdbi.withHandle(handle -> acceptances.accept(handle, submission, grace)));
  }

  @Override
  public List<JournalEntry> settle(int orders) {
    return translated("applied", () -> settleAll(orders));
  }

  @Override
  public boolean cancel(long change) {
    return translated("cancelled", () -> jdbi.inTransaction(handle -> cancel(handle, change)));
  }

  @Override
  public Backlog backlog(int most) {
    return translated(
        "counted",
        () ->
            jdbi.withHandle(
                handle ->
                    handle
                        .createQuery(backlog)
                        .bind("most", most)
                        .map((row, context) -> backlog(row))
                        .one()));
  }

  private static Backlog backlog(ResultSet row) throws SQLException {
    return new Backlog(
        row.getInt("pending"),
        Duration.ofMillis(Math.max(0, row.getLong("overdue"))),
        row.getInt("unfinished"),
        Duration.ofMillis(row.getLong("oldest_unfinished")));
  }

  private List<JournalEntry> settleAll(int orders) {
    try {
      return jdbi.inTransaction(handle -> lanes.settle(handle, lanes.claim(handle, orders)));
    } catch (RuntimeException e) {
      return settleOneByOne(orders);
    }
  }

  /** If they can not be applied together: so one that fails holds up no other. */
  private List<JournalEntry> settleOneByOne(int orders) {
    List<JournalEntry> settled = new ArrayList<>();
    for (int i = 0; i < orders; i++) {
      Optional<List<JournalEntry>> one = jdbi.inTransaction(this::settleOne);
      if (one.isEmpty()) {
        break;
      }
      settled.addAll(one.get());
    }
    return settled;
  }

  /**
   * A failure is written down as that of the change, unless the connection itself is broken.
   *
   * @return none if nothing is due, or if it takes too long, for the next would too
   */
  private Optional<List<JournalEntry>> settleOne(Handle handle) {
    List<Long> claimed = lanes.claim(handle, 1);
    if (claimed.isEmpty()) {
      return Optional.empty();
    }
    long lane = claimed.get(0);
    handle.savepoint("claimed");
    try {
      Optional<JournalEntry> settled = lanes.settleOldest(handle, lane, false);
      handle.execute("SET CONSTRAINTS ALL IMMEDIATE"); // otherwise they would fail the commit
      return Optional.of(settled.stream().toList());
    } catch (RuntimeException e) {
      handle.rollbackToSavepoint("claimed");
      Optional<JournalEntry> failed = lanes.fail(handle, lane, text(e));
      return isTimeout(e) ? Optional.empty() : Optional.of(failed.stream().toList());
    }
  }

  private static boolean isTimeout(RuntimeException e) {
    return e.getCause() instanceof SQLException cause && CANCELED.equals(cause.getSQLState());
  }

  private static String text(RuntimeException e) {
    Throwable cause = e.getCause();
    return String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
  }

  private boolean cancel(Handle handle, long change) {
    Optional<Long> lane = lanes.take(handle, change);
    boolean cancelled =
        lane.isPresent() && handle.createUpdate(cancel).bind("id", change).execute() == 1;
    if (cancelled) {
      lanes.release(handle, lane.get());
    }
    return cancelled;
  }

  static <T> T translated(String what, Supplier<T> work) {
    try {
      return work.get();
    } catch (JdbiException e) {
      throw new StatusChangeException(
          "status changes can not be " + what + " now: " + e.getMessage(), e);
    }
  }
}
