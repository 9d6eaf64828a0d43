package dev.ordercache.app;

import dev.ordercache.statuschange.Acceptance;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.Saga;
import dev.ordercache.statuschange.SagaStore;
import dev.ordercache.statuschange.Submission;
import org.jspecify.annotations.Nullable;

/** The store of sagas beside a {@link SplitQueue}: what a sweeper does has the workers' pool. */
record SplitSaga(SagaStore requests, SagaStore workers) implements SagaStore {

  @Override
  public Acceptance apply(Submission submission, Saga.Recovery recovery) {
    return requests.apply(submission, recovery);
  }

  @Override
  public JournalEntry compensate(long change) {
    return workers.compensate(change);
  }

  @Override
  public JournalEntry keep(long change, @Nullable String why) {
    return requests.keep(change, why);
  }
}
