package dev.ordercache.app.http;

import dev.ordercache.memory.InMemoryStatusChanges;
import dev.ordercache.statuschange.Acceptance;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.Recovery;
import dev.ordercache.statuschange.StatusChangeException;
import dev.ordercache.statuschange.Submission;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Status changes in the fixture's database, which can be switched off. The fixture's clock stands
 * still, so an unfinished change is due at once; or never if the sweeper would take it back, which
 * it must not do before the submitter had time to finish it.
 */
final class SwitchedChanges extends InMemoryStatusChanges {

  private final HttpFixture http;

  private final boolean compensates;

  SwitchedChanges(HttpFixture http, @Nullable Recovery recovery) {
    super(http.database, QueueSettings.defaults());
    this.http = http;
    this.compensates = recovery == Recovery.COMPENSATE;
  }

  private void requireUp() {
    if (http.databaseIsDown) {
      throw new StatusChangeException("switched off", new IOException());
    }
  }

  @Override
  public synchronized Acceptance accept(Submission submission, Duration grace) {
    http.beforeAcceptance.run();
    requireUp();
    Acceptance acceptance = super.accept(submission, grace);
    http.afterAcceptance.run();
    return acceptance;
  }

  @Override
  public synchronized List<JournalEntry> settle(int orders) {
    requireUp();
    return http.changesAreHeld ? List.of() : super.settle(orders);
  }

  @Override
  public synchronized boolean cancel(long change) {
    requireUp();
    return super.cancel(change);
  }

  @Override
  public synchronized JournalEntry compensate(long change) {
    requireUp();
    return super.compensate(change);
  }

  @Override
  public synchronized List<JournalEntry> findAll(Set<Long> ids) {
    requireUp();
    return super.findAll(ids);
  }

  @Override
  public synchronized List<JournalEntry> unfinished(Duration since, int limit) {
    requireUp();
    return super.unfinished(compensates ? since : Duration.ZERO, limit);
  }

  @Override
  public synchronized Set<Long> finish(Collection<JournalEntry> entries) {
    requireUp();
    return super.finish(entries);
  }
}
