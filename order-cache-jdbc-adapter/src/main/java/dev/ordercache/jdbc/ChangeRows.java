package dev.ordercache.jdbc;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.event.ChangeState;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.JournalEntry.Effect;
import dev.ordercache.statuschange.Refusal;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.Submission;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads rows of {@code status_change} by the names of their columns. */
final class ChangeRows {

  private static final String FIND = Sql.read("find-changes");

  private ChangeRows() {}

  /** Returns the existing changes with these ids, in the order of their ids. */
  static List<JournalEntry> find(Handle handle, Set<Long> ids) {
    return handle
        .createQuery(FIND)
        .bindArray("ids", Long.class, ids)
        .map((row, context) -> entry(row))
        .list();
  }

  static JournalEntry entry(ResultSet row) throws SQLException {
    return new JournalEntry(
        row.getLong("id"),
        submission(row),
        ChangeState.valueOf(row.getString("state")),
        row.getInt("attempts"),
        effect(row),
        refusal(row),
        Objects.requireNonNull(instant(row, "accepted_at")),
        instant(row, "ended_at"));
  }

  private static Submission submission(ResultSet row) throws SQLException {
    return new Submission(
        new StatusChange(
            new OrderId(row.getLong("order_id")),
            row.getLong("expected_version"),
            new OrderStatus(row.getString("to_status")),
            row.getString("assignee")),
        row.getString("principal"),
        row.getString("idempotency_key"),
        row.getObject("undoes", Long.class));
  }

  private static @Nullable Effect effect(ResultSet row) throws SQLException {
    String before = row.getString("before_status");
    if (before == null) {
      return null;
    }
    return new Effect(
        new OrderStatus(before),
        row.getString("before_assignee"),
        new OrderStatus(row.getString("after_status")),
        row.getLong("applied_version"),
        row.getString("tx"));
  }

  /** Why it was refused, or null if it was not. */
  static @Nullable Refusal refusal(ResultSet row) throws SQLException {
    String reason = row.getString("reason");
    if (reason == null) {
      return null;
    }
    return switch (reason) {
      case "UNKNOWN_ORDER" -> new Refusal.UnknownOrder();
      case "STALE_VERSION" ->
          new Refusal.StaleVersion(
              new OrderStatus(row.getString("found_status")), row.getLong("found_version"));
      case "NOT_ALLOWED" -> new Refusal.NotAllowed(new OrderStatus(row.getString("found_status")));
      case "TAKEN" ->
          new Refusal.Taken(
              row.getString("found_assignee"), Objects.requireNonNull(instant(row, "found_since")));
      default -> new Refusal.Failure(row.getString("error"));
    };
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
