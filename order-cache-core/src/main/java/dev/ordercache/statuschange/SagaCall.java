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

  private final StatusChangeInbox inbox;
  private final StatusChangeCompletion completion;
  private final Recovery recovery;
  private final CompletionSteps steps;

  SagaCall(StatusChanges.Parts parts, Recovery recovery, CompletionSteps steps) {
    this.inbox = parts.inbox();
    this.completion = parts.completion();
    this.recovery = recovery;
    this.steps = steps;
  }

  boolean compensates() {
    return recovery == Recovery.COMPENSATE;
  }

  Acceptance submit(Submission submission) {
    Acceptance acceptance = inbox.apply(submission, recovery);
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
    if (entry.state() == ChangeState.APPLIED && compensates()) {
      return decided(entry, interruption);
    }
    return steps.tryComplete(List.of(entry)) ? entry.finished() : entry;
  }

  /** A step that fails because the caller is interrupted is repeated. */
  private JournalEntry decided(JournalEntry entry, Interruption interruption) {
    boolean invalidated = steps.tryInvalidate(List.of(entry));
    if (!invalidated && interruption.wasRequested()) {
      return decided(entry, interruption);
    }
    JournalEntry decided;
    try {
      decided = invalidated ? completion.keep(entry.id(), null) : completion.compensate(entry.id());
    } catch (StatusChangeException e) {
      return interruption.wasRequested() ? decided(entry, interruption) : entry;
    }
    if (decided.state() == ChangeState.DONE) {
      steps.tryPublish(List.of(decided));
    } else {
      steps.tryComplete(List.of(decided));
    }
    return decided;
  }
}
