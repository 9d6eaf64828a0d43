package dev.ordercache.jdbc;

import dev.ordercache.cache.OrderChange;
import dev.ordercache.relay.ChangeBatch;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The rows and the state that one statement read from the change log.
 *
 * @param snapshot in which the statement read
 * @param state of the log
 * @param at when the statement began, by the database's clock
 * @param rows in the order of their keys
 * @param cut whether there are more rows than the limit
 */
record LogRead(LogSnapshot snapshot, State state, Instant at, List<LogRow> rows, boolean cut) {

  /** Whether writers log. */
  enum State {
    OPEN,
    /** Writers that see this state do not log. */
    CLOSED,
    /** Transactions that have seen the log closed and have not ended do not log. */
    REOPENED
  }

  /** Reads the result of {@code poll.sql}: one row more than the limit means that it was cut. */
  static LogRead of(ResultSet result, int limit) throws SQLException {
    LogSnapshot snapshot = new LogSnapshot(result.getString(4));
    String state = result.getString("state");
    Instant at = Instant.EPOCH.plus(result.getLong(3), ChronoUnit.MICROS);
    List<LogRow> rows = new ArrayList<>();
    boolean some = result.getString("tx") != null;
    while (some && rows.size() < limit) {
      rows.add(LogRow.read(result));
      some = result.next();
    }
    return new LogRead(
        snapshot, state == null ? State.OPEN : State.valueOf(state), at, List.copyOf(rows), some);
  }

  LogRow last() {
    return rows.get(rows.size() - 1);
  }

  /** Adds the rows of a later read, some of which may be the same. */
  LogRead and(LogRead later) {
    Set<LogRow> all = new LinkedHashSet<>(rows);
    all.addAll(later.rows);
    return new LogRead(later.snapshot, later.state, at, List.copyOf(all), later.cut);
  }

  /**
   * As a batch.
   *
   * @param complete whether no row is left that is visible in the snapshot
   */
  ChangeBatch batch(boolean complete) {
    List<Long> positions = new ArrayList<>(rows.size());
    List<OrderChange> changes = new ArrayList<>(rows.size());
    List<Instant> loggedAt = new ArrayList<>(rows.size());
    for (LogRow row : rows) {
      positions.add(row.id());
      OrderChange change = row.change();
      if (change != null) {
        changes.add(change);
        loggedAt.add(row.loggedAt());
      }
    }
    return new ChangeBatch(
        positions, changes, loggedAt, at, changes.size() < rows.size(), complete);
  }
}
