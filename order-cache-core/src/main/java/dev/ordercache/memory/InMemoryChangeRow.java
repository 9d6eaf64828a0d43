package dev.ordercache.memory;

import dev.ordercache.OrderId;
import dev.ordercache.event.ChangeState;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.JournalEntry.Effect;
import dev.ordercache.statuschange.Refusal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A change's journal entry, when it is due, and whether it was marked as finished. */
record InMemoryChangeRow(JournalEntry entry, Instant availableAt, boolean isFinished) {

  long id() {
    return entry.id();
  }

  OrderId order() {
    return entry.submission().order();
  }

  ChangeState state() {
    return entry.state();
  }

  boolean isPending() {
    return state() == ChangeState.PENDING;
  }

  /** Whether it reached its state at this time or earlier. */
  boolean endedBy(Instant time) {
    Instant endedAt = entry.endedAt();
    return endedAt != null && !endedAt.isAfter(time);
  }

  InMemoryChangeRow ended(
      ChangeState state, @Nullable Effect effect, @Nullable Refusal refusal, Instant endedAt) {
    return new InMemoryChangeRow(
        with(state, entry.attempts(), effect, refusal, endedAt), availableAt, false);
  }

  InMemoryChangeRow failed(Instant again) {
    return new InMemoryChangeRow(
        with(ChangeState.PENDING, entry.attempts() + 1, null, null, null), again, false);
  }

  InMemoryChangeRow finished() {
    return done(true);
  }

  InMemoryChangeRow kept() {
    return done(false);
  }

  private InMemoryChangeRow done(boolean isFinished) {
    ChangeState state = state() == ChangeState.APPLIED ? ChangeState.DONE : state();
    return new InMemoryChangeRow(
        with(state, entry.attempts(), entry.effect(), entry.refusal(), entry.endedAt()),
        availableAt,
        isFinished);
  }

  private JournalEntry with(
      ChangeState state,
      int attempts,
      @Nullable Effect effect,
      @Nullable Refusal refusal,
      @Nullable Instant endedAt) {
    return new JournalEntry(
        entry.id(),
        entry.submission(),
        state,
        attempts,
        effect,
        refusal,
        entry.acceptedAt(),
        endedAt);
  }
}
