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
 * What one statement has read of the change log.
 *
 * @param snapshot in which it has read
 * @param state of the log
 * @param at when it began, by the database's clock
 * @param rows in the order of their keys
 * @param cut whether there are more than it was to read
 */
record LogRead(LogSnapshot snapshot, State state, Instant at, List<LogRow> rows, boolean cut) {

  /** Whether writers log. */
  enum State {
    OPEN,
    /** Not those who see it. */
    CLOSED,
    /** Not those who have seen it closed and have not ended yet. */
    REOPENED
  }

  /** Reads the result of {@code poll.sql} with one row more than the limit, which cuts it. */
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

  /** With what was read later, of which some may be the same. */
  LogRead and(LogRead later) {
    Set<LogRow> all = new LinkedHashSet<>(rows);
    all.addAll(later.rows);
    return new LogRead(later.snapshot, later.state, at, List.copyOf(all), later.cut);
  }

  /**
   * As a batch.
   *
   * @param complete whether nothing is left that the snapshot shows
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
