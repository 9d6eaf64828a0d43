package dev.ordercache.tck;

import static dev.ordercache.memory.Orders.STARTED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.event.ChangeState;
import dev.ordercache.memory.Orders;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.Saga;
import dev.ordercache.statuschange.StatusChangeException;
import dev.ordercache.statuschange.Submission;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The contract of every {@link dev.ordercache.statuschange.StatusChangeJournal}. */
public abstract class StatusChangeJournalContract extends QueuedChangesContract {

  private static final Duration HOUR = Duration.ofHours(1);

  @BeforeEach
  void putOrders() {
    put(LongStream.rangeClosed(1, 3).mapToObj(Orders::order));
  }

  private JournalEntry finished(long order) {
    JournalEntry entry = applied(submission(stored(order), STARTED));
    assertEquals(Set.of(entry.id()), changes.journal().finish(List.of(entry)));
    return entry(entry);
  }

  private List<JournalEntry> unfinished() {
    return changes.journal().unfinished(Duration.ZERO, 10);
  }

  /** Tidies up all changes that have ended by now. */
  private int tidy(int atMost) {
    database.passTime(Duration.ofMillis(1));
    return changes.journal().tidy(Duration.ZERO, atMost);
  }

  @Nested
  class FoundEntries {

    @Test
    void areThoseThatThereAreInTheOrderOfTheirIds() {
      JournalEntry second = accepted(submission(stored(2), STARTED));
      JournalEntry first = accepted(submission(stored(1), STARTED));
      accepted(submission(stored(3), STARTED));
      assertEquals(
          List.of(second, first),
          changes.journal().findAll(Set.of(first.id(), second.id(), first.id() + 1_000)));
      assertEquals(List.of(), changes.journal().findAll(Set.of()));
    }
  }

  @Nested
  class AnUnfinishedEntry {

    @Test
    void isOneThatWasSettledOrCancelled() {
      JournalEntry applied = applied(submission(stored(1), STARTED));
      JournalEntry cancelled = accepted(submission(stored(2), STARTED));
      changes.queue().cancel(cancelled.id());
      accepted(submission(stored(3), STARTED));
      assertEquals(List.of(applied, entry(cancelled)), unfinished());
    }

    @Test
    void isLeftToItsWorkerForItsTime() {
      applied(submission(stored(1), STARTED));
      assertEquals(List.of(), changes.journal().unfinished(HOUR, 10));
    }

    @Test
    void isTheOldestOfManyFirst() {
      JournalEntry first = applied(submission(stored(2), STARTED));
      applied(submission(stored(1), STARTED));
      assertEquals(List.of(first), changes.journal().unfinished(Duration.ZERO, 1));
    }

    @Test
    void isOneNoMoreOnceItIsFinished() {
      finished(1);
      assertEquals(List.of(), unfinished());
    }
  }

  @Nested
  class AFinishedEntry {

    @Test
    void isDoneIfItWasApplied() {
      JournalEntry applied = applied(submission(stored(1), STARTED));
      changes.journal().finish(List.of(applied));
      JournalEntry done = entry(applied);
      assertEquals(ChangeState.DONE, done.state());
      assertEquals(applied.effect(), done.effect());
      assertEquals(applied.endedAt(), done.endedAt());
    }

    @Test
    void staysWhatItIsOtherwise() {
      JournalEntry accepted = accepted(submission(stored(1), STARTED));
      changes.queue().cancel(accepted.id());
      JournalEntry cancelled = entry(accepted);
      assertEquals(Set.of(accepted.id()), changes.journal().finish(List.of(cancelled)));
      assertEquals(cancelled, entry(accepted));
    }

    @Test
    void isFinishedByOneOfMany() {
      JournalEntry first = applied(submission(stored(1), STARTED));
      JournalEntry second = applied(submission(stored(2), STARTED));
      assertEquals(Set.of(second.id()), changes.journal().finish(List.of(second)));
      assertEquals(Set.of(first.id()), changes.journal().finish(List.of(second, first)));
      assertEquals(Set.of(), changes.journal().finish(List.of(first, second)));
      assertEquals(Set.of(), changes.journal().finish(List.of()));
    }

    @Test
    void isNotOneThatHasComeToAnotherStateMeanwhile() {
      Submission submission = submission(stored(1), STARTED);
      JournalEntry applied = accepted(changes.saga().apply(submission, Saga.Recovery.COMPENSATE));
      JournalEntry compensated = changes.saga().compensate(applied.id());
      assertEquals(Set.of(), changes.journal().finish(List.of(applied)));
      assertEquals(List.of(compensated), unfinished());
    }
  }

  @Nested
  class AnOldEntry {

    @Test
    void isDeletedOnceItIsFinished() {
      JournalEntry finished = finished(1);
      JournalEntry unfinished = applied(submission(stored(2), STARTED));
      JournalEntry pending = accepted(submission(stored(3), STARTED));
      assertEquals(1, tidy(10));
      assertEquals(
          List.of(unfinished, pending),
          changes.journal().findAll(Set.of(finished.id(), unfinished.id(), pending.id())));
      assertEquals(Set.of(), database.archived());
    }

    @Test
    void isOneThatEndedBeforeThatTime() {
      finished(1);
      assertEquals(0, changes.journal().tidy(HOUR, 10));
    }

    @Test
    void isDeletedWithNoMoreOthersThanRequested() {
      LongStream.rangeClosed(1, 3).forEach(StatusChangeJournalContract.this::finished);
      assertEquals(2, tidy(2));
      assertEquals(1, tidy(2));
      assertEquals(0, tidy(2));
    }

    @Test
    void isArchivedIfThatIsWanted() {
      changes = database.queued(SETTINGS.withArchive(true));
      JournalEntry finished = finished(1);
      assertEquals(1, tidy(10));
      assertEquals(List.of(), changes.journal().findAll(Set.of(finished.id())));
      assertEquals(Set.of(finished.id()), database.archived());
    }
  }

  @Nested
  class AServerThatNeverAnswers {

    @Test
    void failsEveryCall() {
      assertFails(
          StatusChangeException.class,
          silent -> silent.queued(SETTINGS).journal().findAll(Set.of(1L)));
      assertFails(
          StatusChangeException.class,
          silent -> silent.queued(SETTINGS).journal().unfinished(HOUR, 1));
      assertFails(
          StatusChangeException.class, silent -> silent.queued(SETTINGS).journal().tidy(HOUR, 1));
    }

    @Test
    void failsToFinish() {
      JournalEntry applied = applied(submission(stored(1), STARTED));
      assertFails(
          StatusChangeException.class,
          silent -> silent.queued(SETTINGS).journal().finish(List.of(applied)));
    }
  }
}
