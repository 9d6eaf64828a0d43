package dev.ordercache.jdbc;

import dev.ordercache.Workflow;
import dev.ordercache.Workflow.Transition;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.QueueSettings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Applies the changes of some orders within a transaction that holds their lanes. Safe for use by
 * many threads.
 */
final class Lanes {

  /** Changes of one order in one transaction; more wait for the next, and others get their turn. */
  private static final int ROUNDS = 10;

  private final String claim = Sql.read("claim-lanes");
  private final String take = Sql.read("take-lane");
  private final String release = Sql.read("release-lanes");
  private final String fail = Sql.read("fail-change");
  private final String settle;
  private final QueueSettings settings;
  private final String idle;

  Lanes(JdbcSettings database, QueueSettings settings) {
    this.settle = Sql.read("settle", database.table());
    this.settings = settings;
    this.idle = longestIdle(database);
  }

  /** How long whoever holds a lane may do nothing, in milliseconds; the server ends it then. */
  static String longestIdle(JdbcSettings database) {
    return Long.toString(database.queryTimeout().toMillis());
  }

  /** Takes lanes that are due. */
  List<Long> claim(Handle handle, int atMost) {
    return handle
        .createQuery(claim)
        .bind("limit", atMost)
        .bind("idle", idle)
        .mapTo(Long.class)
        .list();
  }

  /** Waits for the lane of a change; there is none if the change is not pending any more. */
  Optional<Long> take(Handle handle, long change) {
    return handle
        .createQuery(take)
        .bind("change", change)
        .bind("idle", idle)
        .mapTo(Long.class)
        .findOne();
  }

  /** Applies what is due in these lanes, in turns, and gives them back. */
  List<JournalEntry> settle(Handle handle, List<Long> lanes) {
    return settle(handle, lanes, ROUNDS);
  }

  /** Applies only the oldest change of a lane, if it is due, and gives the lane back. */
  List<JournalEntry> settleOldest(Handle handle, long lane) {
    return settle(handle, List.of(lane), 1);
  }

  private List<JournalEntry> settle(Handle handle, List<Long> lanes, int rounds) {
    List<JournalEntry> settled = new ArrayList<>();
    List<Long> due = lanes;
    for (int round = 0; round < rounds && !due.isEmpty(); round++) {
      List<JournalEntry> now = settleOldest(handle, due);
      settled.addAll(now);
      Set<Long> locked = new HashSet<>(due);
      now.forEach(entry -> locked.remove(entry.submission().order().value()));
      due = release(handle, due, locked);
    }
    return settled;
  }

  /** Counts a failure of the oldest change of a lane, and gives the lane back. */
  List<JournalEntry> fail(Handle handle, long lane, String error) {
    List<JournalEntry> failed =
        handle
            .createQuery(fail)
            .bind("order", lane)
            .bind("error", error)
            .bind("pause", settings.pause().toMillis())
            .bind("most", settings.attempts())
            .map((row, context) -> ChangeRows.entry(row))
            .list();
    release(handle, List.of(lane), Set.of());
    return failed.stream().filter(entry -> entry.state().isFinal()).toList();
  }

  List<Long> release(Handle handle, List<Long> lanes, Set<Long> locked) {
    return handle
        .createQuery(release)
        .bindArray("lanes", Long.class, lanes)
        .bindArray("locked", Long.class, locked)
        .mapTo(Long.class)
        .list();
  }

  private List<JournalEntry> settleOldest(Handle handle, List<Long> lanes) {
    return bindWays(handle.createQuery(settle), settings.workflow())
        .bindArray("lanes", Long.class, lanes)
        .map((row, context) -> ChangeRows.entry(row))
        .list();
  }

  private static <S extends SqlStatement<S>> S bindWays(S statement, Workflow workflow) {
    List<Transition> ways = List.copyOf(workflow.transitions());
    return statement
        .bindArray("sources", String.class, ways.stream().map(way -> way.from().name()).toList())
        .bindArray("targets", String.class, ways.stream().map(way -> way.to().name()).toList())
        .bindArray("undoable", Boolean.class, ways.stream().map(Transition::undoable).toList())
        .bindArray(
            "assignments",
            String.class,
            ways.stream().map(way -> way.assignment().name()).toList());
  }
}
