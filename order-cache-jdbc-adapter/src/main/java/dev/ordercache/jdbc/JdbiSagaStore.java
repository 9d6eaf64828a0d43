package dev.ordercache.jdbc;

import static dev.ordercache.jdbc.JdbiStatusChangeQueue.translated;

import dev.ordercache.statuschange.Acceptance;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.SagaStore;
import dev.ordercache.statuschange.Submission;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Sagas in PostgreSQL, with the statements and in the table of the queue. Safe for use by many
 * threads.
 */
public final class JdbiSagaStore implements SagaStore {

  private static final String ACCEPTED = "accepted";

  private final Jdbi jdbi;
  private final Lanes lanes;
  private final Acceptances acceptances;
  private final String compensate;
  private final String find = Sql.read("find-changes");

  /**
   * Sagas in the database of the orders.
   *
   * @param connections in autocommit mode
   */
  public JdbiSagaStore(DataSource connections, JdbcSettings database, QueueSettings settings) {
    this.jdbi = PostgresDataSources.jdbi(connections, database);
    this.lanes = new Lanes(database, settings);
    this.acceptances = new Acceptances(database, settings.workflow());
    this.compensate = Sql.read("compensate", database.table());
  }

  @Override
  public Acceptance apply(Submission submission) {
    return translated("made", () -> jdbi.inTransaction(handle -> apply(handle, submission)));
  }

  @Override
  public JournalEntry compensate(long change) {
    return translated(
        "compensated", () -> jdbi.inTransaction(handle -> compensate(handle, change)));
  }

  private Acceptance apply(Handle handle, Submission submission) {
    Acceptance acceptance = acceptances.accept(handle, submission, Duration.ZERO);
    if (!(acceptance instanceof Acceptance.Accepted accepted) || accepted.repeated()) {
      return acceptance;
    }
    handle.savepoint(ACCEPTED);
    List<JournalEntry> settled = lanes.settleOldest(handle, submission.order().value());
    if (settled.size() == 1 && settled.get(0).id() == accepted.entry().id()) {
      return new Acceptance.Accepted(settled.get(0), false);
    }
    handle.rollbackToSavepoint(ACCEPTED); // an older one is a worker's, who also completes it
    return accepted;
  }

  private JournalEntry compensate(Handle handle, long change) {
    Optional<JournalEntry> compensated =
        handle
            .createQuery(compensate)
            .bind("id", change)
            .map((row, context) -> ChangeRows.entry(row))
            .findOne();
    return compensated.orElseGet(
        () ->
            handle
                .createQuery(find)
                .bindArray("ids", Long.class, change)
                .map((row, context) -> ChangeRows.entry(row))
                .one());
  }
}
