package dev.ordercache.jdbc;

import dev.ordercache.Workflow.Transition;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.QueueSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Applies the changes of some orders within a transaction that holds their lanes. Safe for use by
 * many threads.
 */
final class Lanes {

  /** Changes of one order in one transaction; more wait for the next, and others get their turn. */
  private static final int ROUNDS = 10;

  /** In milliseconds. */
  private static final String HASTY_LOCK_TIMEOUT = "20";

  /** Of lanes postponed in a row: as each pause is then 5 s at least, they take an hour. */
  private static final int PATIENCE = 720;

  private final String claim = Sql.read("claim-lanes");
  private final String take = Sql.read("take-lane");
  private final String release = Sql.read("release-lane");
  private final String fail = Sql.read("fail-change");
  private final String postpone = Sql.read("postpone-lane");
  private final String settle;
  private final QueueSettings settings;
  private final ClaimPosition position;
  private final String idle;
  private final String lockTimeout;
  private final List<String> sources;
  private final List<String> targets;
  private final List<Boolean> undoable;
  private final List<String> assignments;

  /** What became of a change, and whether the next one of its order is due. */
  private record Settled(JournalEntry entry, boolean more) {

    long order() {
      return entry.submission().order().value();
    }
  }

  /** The time of the first lane that there is, and one that was taken, or null. */
  private record Claimed(long first, @Nullable Long lane) {}

  Lanes(CachePlan plan, JdbcSettings database, QueueSettings settings) {
    this(plan, database, settings, new ClaimPosition());
  }

  Lanes(CachePlan plan, JdbcSettings database, QueueSettings settings, ClaimPosition position) {
    this.position = position;
    this.settle = Sql.read("settle", plan.table());
    this.settings = settings;
    this.idle = longestIdle(database);
    this.lockTimeout = lockTimeout(database);
    List<Transition> ways = List.copyOf(plan.workflow().transitions());
    this.sources = ways.stream().map(way -> way.from().name()).toList();
    this.targets = ways.stream().map(way -> way.to().name()).toList();
    this.undoable = ways.stream().map(Transition::undoable).toList();
    this.assignments = ways.stream().map(way -> way.assignment().name()).toList();
  }

  /** How long whoever holds a lane may do nothing, in milliseconds; the server ends it then. */
  static String longestIdle(JdbcSettings database) {
    return Long.toString(database.queryTimeout().toMillis());
  }

  /** How long a change waits for locks of others while it holds its lane, in milliseconds. */
  static String lockTimeout(JdbcSettings database) {
    return Long.toString(Math.min(500, database.queryTimeout().toMillis() / 2));
  }

  /** Takes lanes that are due, those that were not postponed first. */
  List<Long> claim(Handle handle, int atMost) {
    return claim(handle, atMost, lockTimeout);
  }

  /**
   * Takes a lane that is due.
   *
   * @param hasty whether its change hardly waits for locks of others
   */
  Optional<Long> claimOne(Handle handle, boolean hasty) {
    return claim(handle, 1, hasty ? HASTY_LOCK_TIMEOUT : lockTimeout).stream().findFirst();
  }

  private List<Long> claim(Handle handle, int atMost, String lock) {
    long from = position.next();
    long began = System.nanoTime();
    try {
      List<Claimed> claimed =
          handle
              .createQuery(claim)
              .bind("limit", atMost)
              .bind("idle", idle)
              .bind("lock", lock)
              .bind("after", from)
              .bind("fair", from == ClaimPosition.BEGINNING)
              .map(
                  (row, context) ->
                      new Claimed(row.getLong("first"), row.getObject("order_id", Long.class)))
              .list();
      position.found(claimed.get(0).first());
      return claimed.stream().map(Claimed::lane).filter(Objects::nonNull).toList();
    } finally {
      position.ended(from, System.nanoTime() - began);
    }
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
    List<JournalEntry> settled = new ArrayList<>();
    List<Long> due = lanes;
    for (int round = 0; round < ROUNDS && !due.isEmpty(); round++) {
      List<Settled> now = settleOldest(handle, due, false);
      now.forEach(one -> settled.add(one.entry()));
      due = now.stream().filter(Settled::more).map(Settled::order).toList();
    }
    return settled;
  }

  /**
   * Applies only the oldest change of a lane, if it is due, and gives the lane back.
   *
   * @param compensable whether the change may be compensated
   */
  Optional<JournalEntry> settleOldest(Handle handle, long lane, boolean compensable) {
    return settleOldest(handle, List.of(lane), compensable).stream()
        .map(Settled::entry)
        .findFirst();
  }

  /**
   * Counts a failure of the oldest change of a lane, and gives the lane back.
   *
   * @return the change if it is given up
   */
  Optional<JournalEntry> fail(Handle handle, long lane, String error) {
    Optional<JournalEntry> givenUp = count(handle, lane, error, settings.pause());
    release(handle, lane);
    return givenUp;
  }

  /**
   * Makes a lane due later after a failure that may not be that of its change, and counts that if
   * it is likely to be: the lane was postponed for an hour, and others were not.
   *
   * @return the change if it is given up
   */
  Optional<JournalEntry> postpone(Handle handle, long lane, String error) {
    boolean counts =
        handle
            .createQuery(postpone)
            .bind("order", lane)
            .bind("pause", settings.pause().toMillis())
            .bind("patience", PATIENCE)
            .mapTo(Boolean.class)
            .findOne()
            .orElse(false);
    if (!counts) {
      return Optional.empty();
    }
    Optional<JournalEntry> givenUp = count(handle, lane, error, Duration.ZERO);
    if (givenUp.isPresent()) {
      release(handle, lane);
    }
    return givenUp;
  }

  private Optional<JournalEntry> count(Handle handle, long lane, String error, Duration pause) {
    return handle
        .createQuery(fail)
        .bind("order", lane)
        .bind("error", error)
        .bind("pause", pause.toMillis())
        .bind("most", settings.attempts())
        .map((row, context) -> ChangeRows.entry(row))
        .findOne()
        .filter(entry -> entry.state().isFinal());
  }

  /** Gives a lane back of which a change was not settled. */
  void release(Handle handle, long lane) {
    handle.createQuery(release).bind("order", lane).mapTo(Integer.class).one();
  }

  private List<Settled> settleOldest(Handle handle, List<Long> lanes, boolean compensable) {
    return handle
        .createQuery(settle)
        .bindArray("lanes", Long.class, lanes)
        .bind("compensable", compensable)
        .bindArray("sources", String.class, sources)
        .bindArray("targets", String.class, targets)
        .bindArray("undoable", Boolean.class, undoable)
        .bindArray("assignments", String.class, assignments)
        .map((row, context) -> new Settled(ChangeRows.entry(row), row.getBoolean("more")))
        .list();
  }
}
