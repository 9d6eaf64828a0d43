package dev.ordercache.jdbc;

import static dev.ordercache.jdbc.JdbiStatusChangeQueue.translated;

import dev.ordercache.plan.CachePlan;
import dev.ordercache.statuschange.Acceptance;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.Saga;
import dev.ordercache.statuschange.SagaStore;
import dev.ordercache.statuschange.Submission;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Sagas in PostgreSQL, in the table of the queue and with its statements. Safe for use by many
 * threads.
 */
public final class JdbiSagaStore implements SagaStore {

  private static final System.Logger LOG = System.getLogger(JdbiSagaStore.class.getName());
  private static final String ACCEPTED = "accepted";

  private final DurableTransactions transactions;
  private final MessageGroups groups;
  private final Intake intake;
  private final String compensate;
  private final String lockTimeout;
  private final String keep = Sql.read("keep-change");

  /**
   * Sagas in the database of the orders.
   *
   * @param connections in autocommit mode
   */
  public JdbiSagaStore(
      DataSource connections, CachePlan plan, JdbcSettings database, QueueSettings settings) {
    this.transactions = new DurableTransactions(connections, database);
    this.groups = new MessageGroups(plan, database, settings);
    this.intake = new Intake(plan, database);
    this.compensate = Sql.read("compensate", plan.table());
    this.lockTimeout = "SET LOCAL lock_timeout = " + MessageGroups.lockTimeout(database);
  }

  @Override
  public Acceptance apply(Submission submission, Saga.Recovery recovery) {
    return translated("made", () -> transactions.in(handle -> apply(handle, submission, recovery)));
  }

  @Override
  public JournalEntry compensate(long change) {
    return translated(
        "compensated",
        () ->
            transactions.in(
                handle -> {
                  handle.execute(lockTimeout); // a locked order does not delay others
                  JournalEntry now = changed(handle, handle.createQuery(compensate), change);
                  DurableTransactions.runDeferred(handle);
                  return now;
                }));
  }

  @Override
  public JournalEntry keep(long change, @Nullable String why) {
    return translated(
        "kept",
        () ->
            transactions.in(
                handle -> changed(handle, handle.createQuery(keep).bind("why", why), change)));
  }

  /**
   * A change that cannot be applied now, or is behind an older one, is left to a worker, which also
   * completes it.
   */
  private Acceptance apply(Handle handle, Submission submission, Saga.Recovery recovery) {
    Acceptance acceptance = intake.accept(handle, submission, Duration.ZERO);
    if (!(acceptance instanceof Acceptance.Accepted accepted) || accepted.repeated()) {
      return acceptance;
    }
    handle.savepoint(ACCEPTED);
    Optional<JournalEntry> settled = settled(handle, submission, recovery);
    if (settled.filter(entry -> entry.id() == accepted.entry().id()).isPresent()) {
      return new Acceptance.Accepted(settled.get(), false);
    }
    handle.rollbackToSavepoint(ACCEPTED);
    return accepted;
  }

  private Optional<JournalEntry> settled(
      Handle handle, Submission submission, Saga.Recovery recovery) {
    try {
      handle.execute(lockTimeout); // before the statement, which first locks the table
      boolean compensable = recovery == Saga.Recovery.COMPENSATE;
      Optional<JournalEntry> settled =
          groups.settleOldest(handle, submission.order().value(), compensable);
      DurableTransactions.runDeferred(handle);
      return settled;
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "Left to the workers: {0}", Failure.of(e).text());
      return Optional.empty();
    }
  }

  /** Returns the entry as the statement changed it, or as it is if the statement did not. */
  private JournalEntry changed(Handle handle, Query statement, long change) {
    return statement
        .bind("id", change)
        .map((row, context) -> ChangeRows.entry(row))
        .findOne()
        .or(() -> found(handle, change))
        .orElseThrow(
            () -> new NoSuchElementException("there is no change " + change + " any more"));
  }

  private static Optional<JournalEntry> found(Handle handle, long change) {
    DurableTransactions.confirm(handle, List.of(change));
    return ChangeRows.find(handle, Set.of(change)).stream().findFirst();
  }
}
