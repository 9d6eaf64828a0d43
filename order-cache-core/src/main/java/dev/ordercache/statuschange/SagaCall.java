package dev.ordercache.statuschange;

import dev.ordercache.event.ChangeState;
import dev.ordercache.statuschange.Acceptance.Accepted;
import java.util.List;

/**
 * The part of a saga that runs in the submitter's call: the change, its cache step, and the
 * decision whether it stays or is compensated. No event is published before that decision is
 * stored, so that a published change is never compensated. Steps that are not completed here are
 * left to the sweeper. An interruption of the caller's thread is deferred until the call returns.
 * Safe for use by many threads.
 */
final class SagaCall {

  private final Saga saga;
  private final CompletionSteps completion;

  SagaCall(Saga saga, CompletionSteps completion) {
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

  /** A step that fails because the caller is interrupted is repeated. */
  private JournalEntry decided(JournalEntry entry, Interruption interruption) {
    boolean invalidated = completion.tryInvalidate(List.of(entry));
    if (!invalidated && interruption.wasRequested()) {
      return decided(entry, interruption);
    }
    JournalEntry decided;
    try {
      decided =
          invalidated ? saga.store().keep(entry.id(), null) : saga.store().compensate(entry.id());
    } catch (StatusChangeException e) {
      return interruption.wasRequested() ? decided(entry, interruption) : entry;
    }
    if (decided.state() == ChangeState.DONE) {
      completion.tryPublish(List.of(decided));
    } else {
      completion.tryComplete(List.of(decided));
    }
    return decided;
  }
}
