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
 * Applies the changes of some orders within a transaction that holds their groups. Safe for use by
 * many threads.
 */
final class MessageGroups {

  /**
   * Maximum number of changes of one order in one transaction; the rest is left to the next
   * transaction, so that other orders get their turn.
   */
  private static final int ROUNDS = 10;

  /** In milliseconds. */
  private static final String SHORT_LOCK_TIMEOUT = "20";

  /**
   * Maximum number of postponements in a row: as each pause is then 5 s at least, they take an
   * hour.
   */
  private static final int MAX_FAILURES = 720;

  private final String claim = Sql.read("claim-groups");
  private final String take = Sql.read("take-group");
  private final String release = Sql.read("release-group");
  private final String fail = Sql.read("fail-change");
  private final String postpone = Sql.read("postpone-group");
  private final String settle;
  private final QueueSettings settings;
  private final ClaimPosition position;
  private final String idle;
  private final String lockTimeout;
  private final List<String> sources;
  private final List<String> targets;
  private final List<Boolean> undoable;
  private final List<String> assignments;

  /** The outcome of a change, and whether the next one of its order is due. */
  private record Settled(JournalEntry entry, boolean more) {

    long order() {
      return entry.submission().order().value();
    }
  }

  /** The due time of the first existing group, and a group that was taken, or null. */
  private record Claimed(long first, @Nullable Long group) {}

  MessageGroups(CachePlan plan, JdbcSettings database, QueueSettings settings) {
    this(plan, database, settings, new ClaimPosition());
  }

  MessageGroups(
      CachePlan plan, JdbcSettings database, QueueSettings settings, ClaimPosition position) {
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

  /**
   * The maximum idle time of a transaction that holds a group, in milliseconds; then the server
   * ends its session.
   */
  static String longestIdle(JdbcSettings database) {
    return Long.toString(database.queryTimeout().toMillis());
  }

  /** The lock timeout of a change, which holds its group while it waits, in milliseconds. */
  static String lockTimeout(JdbcSettings database) {
    return Long.toString(Math.min(500, database.queryTimeout().toMillis() / 2));
  }

  /** Takes groups that are due, first those that were not postponed. */
  List<Long> claim(Handle handle, int limit) {
    return claim(handle, limit, lockTimeout);
  }

  /**
   * Takes a group that is due.
   *
   * @param shortLockTimeout whether its change hardly waits for locks of other transactions
   */
  Optional<Long> claimOne(Handle handle, boolean shortLockTimeout) {
    return claim(handle, 1, shortLockTimeout ? SHORT_LOCK_TIMEOUT : lockTimeout).stream()
        .findFirst();
  }

  private List<Long> claim(Handle handle, int limit, String lock) {
    long from = position.next();
    long began = System.nanoTime();
    try {
      List<Claimed> claimed =
          handle
              .createQuery(claim)
              .bind("limit", limit)
              .bind("idle", idle)
              .bind("lock", lock)
              .bind("after", from)
              .bind("fair", from == ClaimPosition.BEGINNING)
              .map(
                  (row, context) ->
                      new Claimed(row.getLong("first"), row.getObject("order_id", Long.class)))
              .list();
      position.found(claimed.get(0).first());
      return claimed.stream().map(Claimed::group).filter(Objects::nonNull).toList();
    } finally {
      position.ended(from, System.nanoTime() - began);
    }
  }

  /** Waits for the group of a change; empty if the change is no longer pending. */
  Optional<Long> take(Handle handle, long change) {
    return handle
        .createQuery(take)
        .bind("change", change)
        .bind("idle", idle)
        .mapTo(Long.class)
        .findOne();
  }

  /** Applies the changes that are due in these groups, in turns, and releases the groups. */
  List<JournalEntry> settle(Handle handle, List<Long> groups) {
    List<JournalEntry> settled = new ArrayList<>();
    List<Long> due = groups;
    for (int round = 0; round < ROUNDS && !due.isEmpty(); round++) {
      List<Settled> now = settleOldest(handle, due, false);
      now.forEach(one -> settled.add(one.entry()));
      due = now.stream().filter(Settled::more).map(Settled::order).toList();
    }
    return settled;
  }

  /**
   * Applies only the oldest change of a group, if it is due, and releases the group.
   *
   * @param compensable whether the change may be compensated
   */
  Optional<JournalEntry> settleOldest(Handle handle, long group, boolean compensable) {
    return settleOldest(handle, List.of(group), compensable).stream()
        .map(Settled::entry)
        .findFirst();
  }

  /**
   * Counts a failure of the oldest change of a group, and releases the group.
   *
   * @return the change if it is given up
   */
  Optional<JournalEntry> fail(Handle handle, long group, String error) {
    Optional<JournalEntry> givenUp = count(handle, group, error, settings.pause());
    release(handle, group);
    return givenUp;
  }

  /**
   * Postpones a group after a failure that its change may not have caused. Counts the failure if
   * the change probably caused it: the group was postponed for an hour, and others were not.
   *
   * @return the change if it is given up
   */
  Optional<JournalEntry> postpone(Handle handle, long group, String error) {
    boolean counts =
        handle
            .createQuery(postpone)
            .bind("order", group)
            .bind("pause", settings.pause().toMillis())
            .bind("max_failures", MAX_FAILURES)
            .mapTo(Boolean.class)
            .findOne()
            .orElse(false);
    if (!counts) {
      return Optional.empty();
    }
    Optional<JournalEntry> givenUp = count(handle, group, error, Duration.ZERO);
    if (givenUp.isPresent()) {
      release(handle, group);
    }
    return givenUp;
  }

  private Optional<JournalEntry> count(Handle handle, long group, String error, Duration pause) {
    return handle
        .createQuery(fail)
        .bind("order", group)
        .bind("error", error)
        .bind("pause", pause.toMillis())
        .bind("limit", settings.attempts())
        .map((row, context) -> ChangeRows.entry(row))
        .findOne()
        .filter(entry -> entry.state().isTerminal());
  }

  /** Releases a group without settling a change. */
  void release(Handle handle, long group) {
    handle.createQuery(release).bind("order", group).mapTo(Integer.class).one();
  }

  private List<Settled> settleOldest(Handle handle, List<Long> groups, boolean compensable) {
    return handle
        .createQuery(settle)
        .bindArray("groups", Long.class, groups)
        .bind("compensable", compensable)
        .bindArray("sources", String.class, sources)
        .bindArray("targets", String.class, targets)
        .bindArray("undoable", Boolean.class, undoable)
        .bindArray("assignments", String.class, assignments)
        .map((row, context) -> new Settled(ChangeRows.entry(row), row.getBoolean("more")))
        .list();
  }
}
