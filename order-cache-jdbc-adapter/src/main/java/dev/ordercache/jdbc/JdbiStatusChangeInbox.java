package dev.ordercache.jdbc;

import dev.ordercache.plan.CachePlan;
import dev.ordercache.statuschange.Acceptance;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.Recovery;
import dev.ordercache.statuschange.StatusChangeInbox;
import dev.ordercache.statuschange.Submission;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;

/**
 * The inbox of status changes in PostgreSQL: table {@code status_change}, and one row of {@code
 * status_change_group} for each order that has pending changes, whose lock keeps them in order.
 * Safe for use by many threads of many processes.
 */
public final class JdbiStatusChangeInbox implements StatusChangeInbox {

  private static final System.Logger LOG = System.getLogger(JdbiStatusChangeInbox.class.getName());
  private static final String ACCEPTED = "accepted";

  private final DurableTransactions transactions;
  private final ConfirmedReads reads;
  private final MessageGroups groups;
  private final Intake intake;
  private final String cancel = Sql.read("cancel-change");

  /**
   * An inbox in the database of the orders.
   *
   * @param connections in autocommit mode and with PostgreSQL's default isolation level, READ
   *     COMMITTED; preferably a pool of their own: see {@link
   *     PostgresDataSources#pooled(JdbcSettings, String)}
   */
  public JdbiStatusChangeInbox(
      DataSource connections, CachePlan plan, JdbcSettings database, QueueSettings settings) {
    this.transactions = new DurableTransactions(connections, database);
    this.reads = new ConfirmedReads(transactions);
    this.groups = new MessageGroups(plan, database, settings);
    this.intake = new Intake(plan, database);
  }

  @Override
  public Acceptance accept(Submission submission, Duration grace) {
    return transactions.in("accepted", handle -> intake.accept(handle, submission, grace));
  }

  @Override
  public Acceptance apply(Submission submission, Recovery recovery) {
    return transactions.in("made", handle -> apply(handle, submission, recovery));
  }

  @Override
  public boolean cancel(long change) {
    return transactions.in("cancelled", handle -> cancel(handle, change));
  }

  @Override
  public List<JournalEntry> findAll(Set<Long> ids) {
    return reads.read(handle -> ChangeRows.find(handle, ids));
  }

  /**
   * A change that cannot be applied now, or is behind an older one, is left to a worker, which also
   * completes it.
   */
  private Acceptance apply(Handle handle, Submission submission, Recovery recovery) {
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

  private Optional<JournalEntry> settled(Handle handle, Submission submission, Recovery recovery) {
    try {
      transactions.limitLockWaits(handle); // before the statement, which first locks the table
      boolean compensable = recovery == Recovery.COMPENSATE;
      Optional<JournalEntry> settled =
          groups.settleOldest(handle, submission.order().value(), compensable);
      DurableTransactions.runDeferred(handle);
      return settled;
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "Left to the workers: {0}", Failure.of(e).text());
      return Optional.empty();
    }
  }

  private boolean cancel(Handle handle, long change) {
    Optional<Long> group = groups.take(handle, change);
    boolean cancelled =
        group.isPresent() && handle.createUpdate(cancel).bind("id", change).execute() == 1;
    if (cancelled) {
      groups.release(handle, group.get());
    }
    return cancelled;
  }
}
