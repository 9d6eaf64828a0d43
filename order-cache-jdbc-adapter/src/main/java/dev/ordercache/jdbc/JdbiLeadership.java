package dev.ordercache.jdbc;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.invalidation.ChangeBatch;
import dev.ordercache.invalidation.ChangeLog.ChangeLogException;
import dev.ordercache.invalidation.ChangeLog.Leadership;
import dev.ordercache.invalidation.ChangeLog.LeadershipLostException;
import dev.ordercache.invalidation.ChangeLog.Term;
import dev.ordercache.invalidation.OrderChange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * One term on one connection, which holds the lock. A poll is one statement and so is an
 * acknowledgement. Used by one thread.
 */
final class JdbiLeadership implements Leadership {

  private static final System.Logger LOG = System.getLogger(JdbiLeadership.class.getName());
  private static final String ACKNOWLEDGE = Sql.read("acknowledge");
  private static final long NO_TERM = -1;

  private final Handle handle;
  private final Term term;
  private final Poll poll;

  /** With a session that has the lock. */
  JdbiLeadership(Handle handle, Term term, Poll poll) {
    this.handle = handle;
    this.term = term;
    this.poll = poll;
  }

  /**
   * How to poll.
   *
   * @param triggers the fingerprint of the triggers when the term began
   */
  record Poll(String statement, String triggers) {}

  @Override
  public Term term() {
    return term;
  }

  private record Polled(long term, ChangeBatch batch) {}

  /**
   * {@inheritDoc}
   *
   * @throws ChangeLogException also if a trigger or a partition was touched since the term began:
   *     changes may have escaped it. The next term is of another origin, so the cache starts
   *     afresh.
   */
  @Override
  public ChangeBatch poll(int limit) {
    Polled polled;
    try {
      polled =
          handle
              .createQuery(poll.statement())
              .bind("limit", limit + 1L)
              .bind("triggers", poll.triggers())
              .scanResultSet(Sql.whole(rows -> read(rows, limit)));
    } catch (RuntimeException e) {
      throw new ChangeLogException("the change log can not be read: " + e.getMessage(), e);
    }
    if (polled.term() != term.number()) {
      throw new LeadershipLostException(term.number());
    }
    return polled.batch();
  }

  @Override
  public void acknowledge(ChangeBatch batch, long seq) {
    int confirmed;
    try {
      confirmed =
          handle
              .createQuery(ACKNOWLEDGE)
              .bind("term", term.number())
              .bind("seq", seq)
              .bindArray("positions", Long.class, batch.positions())
              .mapTo(Integer.class)
              .one();
    } catch (RuntimeException e) {
      throw new ChangeLogException("changes can not be acknowledged: " + e.getMessage(), e);
    }
    if (confirmed == 0) {
      throw new LeadershipLostException(term.number());
    }
  }

  @Override
  public void close() {
    close(handle);
  }

  /** The lock is released before the connection, whose end the server may notice a little later. */
  static void close(Handle handle) {
    try {
      handle.execute("SELECT pg_advisory_unlock_all()");
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "the session has ended already, and its lock with it", e);
    }
    try {
      handle.close();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "the connection was closed already", e);
    }
  }

  private static Polled read(ResultSet rows, int limit) throws SQLException {
    long currentTerm = NO_TERM;
    List<Long> positions = new ArrayList<>();
    List<OrderChange> changes = new ArrayList<>();
    List<Instant> loggedAt = new ArrayList<>();
    Instant polledAt = Instant.EPOCH;
    boolean everything = false;
    boolean complete = true;
    while (rows.next()) {
      currentTerm = rows.getLong(1);
      if (!rows.getBoolean(2)) {
        throw new IllegalStateException(
            "a trigger that feeds it or a partition of the orders was touched, so that changes may have"
                + " escaped it");
      }
      if (rows.isFirst()) {
        polledAt = instant(rows, 3);
      }
      long position = rows.getLong(4);
      if (rows.wasNull()) {
        break;
      }
      if (positions.size() == limit) {
        complete = false;
        break;
      }
      positions.add(position);
      OrderChange change = change(rows);
      if (change == null) {
        everything = true;
      } else {
        changes.add(change);
        loggedAt.add(instant(rows, 10));
      }
    }
    return new Polled(
        currentTerm, new ChangeBatch(positions, changes, loggedAt, polledAt, everything, complete));
  }

  /**
   * The change in a row, or null if it is of all orders, or of one that can not be named: a status
   * typed wrongly must not stop the relay, and invalidating too much is always right.
   */
  private static @Nullable OrderChange change(ResultSet rows) throws SQLException {
    long id = rows.getLong(5);
    if (rows.wasNull()) {
      return null;
    }
    try {
      return new OrderChange(
          new OrderId(id),
          rows.getLong(6),
          status(rows.getString(7)),
          status(rows.getString(8)),
          rows.getString(9));
    } catch (IllegalArgumentException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "The cache forgets all orders because of order {0}: {1}",
          Long.toString(id),
          e.getMessage());
      return null;
    }
  }

  private static Instant instant(ResultSet rows, int column) throws SQLException {
    return rows.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static @Nullable OrderStatus status(@Nullable String name) {
    return name == null ? null : new OrderStatus(name);
  }
}
