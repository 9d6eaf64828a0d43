package dev.ordercache.statuschange;

import dev.ordercache.event.ChangeState;
import dev.ordercache.statuschange.Acceptance.Accepted;
import java.util.List;

/**
 * What a saga does in the call of its submitter: the change, its cache step, and the decision that
 * it stays or is taken back. Nothing is told before that decision is written down, so that what was
 * told is never taken back. What is not completed here is left to the sweeper. An interruption of
 * the caller's thread waits until it returns. Safe for use by many threads.
 */
final class SagaCall {

  private final Saga saga;
  private final Completion completion;

  SagaCall(Saga saga, Completion completion) {
    this.saga = saga;
    this.completion = completion;
  }

  boolean compensates() {
    return saga.compensates();
  }

  Acceptance submit(Submission submission) {
    Acceptance acceptance = saga.store().apply(submission, saga.recovery());
    if (!(acceptance instanceof Accepted accepted)
        || accepted.repeated()
        || accepted.entry().state() == ChangeState.PENDING) {
      return acceptance;
    }
    try (Interruption interruption = new Interruption()) {
      return new Accepted(completed(accepted.entry(), interruption), false);
    }
  }

  private JournalEntry completed(JournalEntry entry, Interruption interruption) {
    if (entry.state() == ChangeState.APPLIED && saga.compensates()) {
      return decided(entry, interruption);
    }
    return completion.tryComplete(List.of(entry)) ? entry.finished() : entry;
  }

  /** A step that fails because the caller is interrupted has not failed, and is done again. */
  private JournalEntry decided(JournalEntry entry, Interruption interruption) {
    boolean invalidated = completion.tryInvalidate(List.of(entry));
    if (!invalidated && interruption.hasCome()) {
      return decided(entry, interruption);
    }
    JournalEntry decided;
    try {
      decided =
          invalidated ? saga.store().keep(entry.id(), null) : saga.store().compensate(entry.id());
    } catch (StatusChangeException e) {
      return interruption.hasCome() ? decided(entry, interruption) : entry;
    }
    if (decided.state() == ChangeState.DONE) {
      completion.tryTell(List.of(decided));
    } else {
      completion.tryComplete(List.of(decided));
    }
    return decided;
  }
}
