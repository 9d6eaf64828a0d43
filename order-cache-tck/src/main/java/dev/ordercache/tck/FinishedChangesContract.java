package dev.ordercache.tck;

import static dev.ordercache.memory.Orders.STARTED;
import static dev.ordercache.memory.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.event.ChangeState;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.Submission;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The part of {@link StatusChangeCompletionContract} that is about finishing changes. */
abstract class FinishedChangesContract extends QueuedChangesContract {

  @Nested
  class AFinishedEntry {

    @BeforeEach
    void putOrders() {
      put(order(1).build(), order(2).build());
    }

    @Test
    void isDoneIfItWasApplied() {
      JournalEntry applied = applied(submission(stored(1), STARTED));
      changes.completion().finish(List.of(applied));
      JournalEntry done = entry(applied);
      assertEquals(ChangeState.DONE, done.state());
      assertEquals(applied.effect(), done.effect());
      assertEquals(applied.endedAt(), done.endedAt());
    }

    @Test
    void staysWhatItIsOtherwise() {
      JournalEntry accepted = accepted(submission(stored(1), STARTED));
      changes.inbox().cancel(accepted.id());
      JournalEntry cancelled = entry(accepted);
      assertEquals(Set.of(accepted.id()), changes.completion().finish(List.of(cancelled)));
      assertEquals(cancelled, entry(accepted));
    }

    @Test
    void isFinishedByOneOfMany() {
      JournalEntry first = applied(submission(stored(1), STARTED));
      JournalEntry second = applied(submission(stored(2), STARTED));
      assertEquals(Set.of(second.id()), changes.completion().finish(List.of(second)));
      assertEquals(Set.of(first.id()), changes.completion().finish(List.of(second, first)));
      assertEquals(Set.of(), changes.completion().finish(List.of(first, second)));
      assertEquals(Set.of(), changes.completion().finish(List.of()));
    }

    @Test
    void isNotOneThatHasComeToAnotherStateMeanwhile() {
      Submission submission = submission(stored(1), STARTED);
      JournalEntry applied = accepted(apply(submission));
      JournalEntry compensated = changes.completion().compensate(applied.id());
      assertEquals(Set.of(), changes.completion().finish(List.of(applied)));
      assertEquals(List.of(compensated), changes.work().unfinished(Duration.ZERO, 10));
    }
  }
}
