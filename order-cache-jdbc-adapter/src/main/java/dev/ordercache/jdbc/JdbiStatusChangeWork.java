package dev.ordercache.jdbc;

import dev.ordercache.background.FailureLog;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.statuschange.Backlog;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.StatusChangeException;
import dev.ordercache.statuschange.StatusChangeWork;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Applies the changes of a {@link JdbiStatusChangeInbox}. Safe for use by many threads of many
 * processes.
 */
public final class JdbiStatusChangeWork implements StatusChangeWork {

  private static final System.Logger LOG = System.getLogger(JdbiStatusChangeWork.class.getName());

  private static final long BUDGET_NANOS = Duration.ofSeconds(2).toNanos();

  private final DurableTransactions transactions;
  private final Predicate<Failure> isOwn;
  private final FailureLog postponements =
      FailureLog.hourly(LOG, "Status changes are applied later");
  private final MessageGroups groups;
  private final ConfirmedReads reads;
  private final boolean archive;
  private final String unfinished = Sql.read("unfinished-changes");
  private final String backlog = Sql.read("backlog");
  private final String tidy = Sql.read("tidy-changes");

  /**
   * The work of the database of the orders.
   *
   * @param connections in autocommit mode and with PostgreSQL's default isolation level, READ
   *     COMMITTED; preferably a pool of their own: see {@link
   *     PostgresDataSources#pooled(JdbcSettings, String)}
   */
  public JdbiStatusChangeWork(
      DataSource connections, CachePlan plan, JdbcSettings database, QueueSettings settings) {
    this(connections, plan, database, settings, Failure::own);
  }

  /** For a test's twin: with another rule for which failures are the change's own. */
  JdbiStatusChangeWork(
      DataSource connections,
      CachePlan plan,
      JdbcSettings database,
      QueueSettings settings,
      Predicate<Failure> isOwn) {
    this.transactions = new DurableTransactions(connections, database);
    this.isOwn = isOwn;
    this.groups = new MessageGroups(plan, database, settings);
    this.reads = new ConfirmedReads(transactions);
    this.archive = settings.archive();
  }

  @Override
  public List<JournalEntry> settle(int orders) {
    return DurableTransactions.translated("applied", () -> settleAll(orders));
  }

  @Override
  public List<JournalEntry> unfinished(Duration since, int limit) {
    return reads.read(
        handle ->
            handle
                .createQuery(unfinished)
                .bind("since", since.toMillis())
                .bind("limit", limit)
                .map((row, context) -> ChangeRows.entry(row))
                .list());
  }

  @Override
  public Backlog backlog(int limit) {
    return DurableTransactions.translated(
        "counted",
        () ->
            transactions.reading(
                handle ->
                    handle
                        .createQuery(backlog)
                        .bind("limit", limit)
                        .map((row, context) -> backlog(row))
                        .one()));
  }

  @Override
  public int tidy(Duration age, int limit) {
    return transactions.in(
        "tidied",
        handle ->
            handle
                .createQuery(tidy)
                .bind("age", age.toMillis())
                .bind("limit", limit)
                .bind("archive", archive)
                .mapTo(Integer.class)
                .one());
  }

  private static Backlog backlog(ResultSet row) throws SQLException {
    return new Backlog(
        row.getInt("pending"),
        Duration.ofMillis(Math.max(0, row.getLong("oldest_pending"))),
        Duration.ofMillis(Math.max(0, row.getLong("overdue"))),
        row.getInt("unfinished"),
        Duration.ofMillis(row.getLong("oldest_unfinished")),
        Set.of((String[]) row.getArray("greedy").getArray()));
  }

  private List<JournalEntry> settleAll(int orders) {
    try {
      return transactions.in(handle -> settleTogether(handle, orders));
    } catch (UncertainCommitException e) {
      throw e;
    } catch (RuntimeException e) {
      return settleOneByOne(orders);
    }
  }

  private List<JournalEntry> settleTogether(Handle handle, int orders) {
    List<Long> due = groups.claim(handle, orders);
    if (due.isEmpty()) {
      return List.of();
    }
    List<JournalEntry> settled = groups.settle(handle, due);
    DurableTransactions.runDeferred(handle);
    return settled;
  }

  /**
   * Used if the changes cannot be applied together, so that one that fails does not delay the
   * others. After the first that is postponed the next ones hardly wait for locks. The rest is left
   * to the next call as soon as a change has been applied, so that it is published, or when two
   * seconds are over.
   */
  private List<JournalEntry> settleOneByOne(int orders) {
    List<JournalEntry> settled = new ArrayList<>();
    long began = System.nanoTime();
    boolean shortLockTimeout = false;
    boolean more = true;
    while (more) {
      Turn turn = settleOne(shortLockTimeout);
      settled.addAll(turn.settled());
      shortLockTimeout |= turn.postponed();
      more =
          turn.due()
              && System.nanoTime() - began < BUDGET_NANOS
              && (shortLockTimeout ? settled.isEmpty() : settled.size() < orders);
    }
    return settled;
  }

  /** The outcome of a group, if one was due. */
  private record Turn(boolean due, boolean postponed, List<JournalEntry> settled) {

    static final Turn NOTHING_DUE = new Turn(false, false, List.of());

    static Turn of(boolean postponed, Optional<JournalEntry> settled) {
      return new Turn(true, postponed, settled.stream().toList());
    }
  }

  private Turn settleOne(boolean shortLockTimeout) {
    AtomicReference<@Nullable Long> claimed = new AtomicReference<>();
    try {
      return transactions.in(handle -> settleOne(handle, claimed, shortLockTimeout));
    } catch (UncertainCommitException e) {
      throw e;
    } catch (RuntimeException e) {
      Long group = claimed.get();
      if (group == null) {
        throw e;
      }
      // the connection is broken, perhaps by this change, so others go first
      return transactions.in(handle -> postponed(handle, group, e));
    }
  }

  private Turn settleOne(
      Handle handle, AtomicReference<@Nullable Long> claimed, boolean shortLockTimeout) {
    Optional<Long> due = groups.claimOne(handle, shortLockTimeout);
    if (due.isEmpty()) {
      return Turn.NOTHING_DUE;
    }
    long group = due.get();
    claimed.set(group);
    handle.savepoint("claimed");
    try {
      Optional<JournalEntry> settled = groups.settleOldest(handle, group, false);
      DurableTransactions.runDeferred(handle);
      return Turn.of(false, settled);
    } catch (RuntimeException e) {
      rollBack(handle, e);
      Failure failure = Failure.of(e);
      return isOwn.test(failure)
          ? Turn.of(false, groups.fail(handle, group, failure.text()))
          : postponed(handle, group, e);
    }
  }

  private Turn postponed(Handle handle, long group, RuntimeException why) {
    Failure failure = Failure.of(why);
    Optional<JournalEntry> givenUp = groups.postpone(handle, group, failure.text());
    postponements.failed(new StatusChangeException(failure.text(), why));
    return Turn.of(true, givenUp);
  }

  /** Throws the original failure if the connection is broken. */
  private static void rollBack(Handle handle, RuntimeException why) {
    try {
      handle.rollbackToSavepoint("claimed");
    } catch (RuntimeException e) {
      why.addSuppressed(e);
      throw why;
    }
  }
}
