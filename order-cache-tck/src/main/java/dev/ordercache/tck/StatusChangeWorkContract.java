package dev.ordercache.tck;

import static dev.ordercache.memory.Orders.STARTED;
import static dev.ordercache.memory.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderId;
import dev.ordercache.event.ChangeState;
import dev.ordercache.memory.Orders;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.Refusal;
import dev.ordercache.statuschange.StatusChangeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The contract of every {@link dev.ordercache.statuschange.StatusChangeWork}. */
public abstract class StatusChangeWorkContract extends OrderedChangesContract {

  private static final Duration HOUR = Duration.ofHours(1);

  private JournalEntry finished(long order) {
    JournalEntry entry = applied(submission(stored(order), STARTED));
    assertEquals(Set.of(entry.id()), changes.completion().finish(List.of(entry)));
    return entry(entry);
  }

  private List<JournalEntry> unfinished() {
    return changes.work().unfinished(Duration.ZERO, 10);
  }

  /** Tidies up all changes that have ended by now. */
  private int tidy(int limit) {
    database.passTime(Duration.ofMillis(1));
    return changes.work().tidy(Duration.ZERO, limit);
  }

  @Nested
  class AnUnfinishedEntry {

    @BeforeEach
    void putOrders() {
      put(LongStream.rangeClosed(1, 3).mapToObj(Orders::order));
    }

    @Test
    void isOneThatWasSettledOrCancelled() {
      JournalEntry applied = applied(submission(stored(1), STARTED));
      JournalEntry cancelled = accepted(submission(stored(2), STARTED));
      changes.inbox().cancel(cancelled.id());
      accepted(submission(stored(3), STARTED));
      assertEquals(List.of(applied, entry(cancelled)), unfinished());
    }

    @Test
    void isLeftToItsWorkerForItsTime() {
      applied(submission(stored(1), STARTED));
      assertEquals(List.of(), changes.work().unfinished(HOUR, 10));
    }

    @Test
    void isTheOldestOfManyFirst() {
      JournalEntry first = applied(submission(stored(2), STARTED));
      applied(submission(stored(1), STARTED));
      assertEquals(List.of(first), changes.work().unfinished(Duration.ZERO, 1));
    }

    @Test
    void isOneNoMoreOnceItIsFinished() {
      finished(1);
      assertEquals(List.of(), unfinished());
    }
  }

  @Nested
  class AnOldEntry {

    @BeforeEach
    void putOrders() {
      put(LongStream.rangeClosed(1, 3).mapToObj(Orders::order));
    }

    @Test
    void isDeletedOnceItIsFinished() {
      JournalEntry finished = finished(1);
      JournalEntry unfinished = applied(submission(stored(2), STARTED));
      JournalEntry pending = accepted(submission(stored(3), STARTED));
      assertEquals(1, tidy(10));
      assertEquals(
          List.of(unfinished, pending),
          changes.inbox().findAll(Set.of(finished.id(), unfinished.id(), pending.id())));
      assertEquals(Set.of(), database.archived());
    }

    @Test
    void isOneThatEndedBeforeThatTime() {
      finished(1);
      assertEquals(0, changes.work().tidy(HOUR, 10));
    }

    @Test
    void isDeletedWithNoMoreOthersThanRequested() {
      LongStream.rangeClosed(1, 3).forEach(StatusChangeWorkContract.this::finished);
      assertEquals(2, tidy(2));
      assertEquals(1, tidy(2));
      assertEquals(0, tidy(2));
    }

    @Test
    void isArchivedIfThatIsWanted() {
      changes = database.queued(SETTINGS.withArchive(true));
      JournalEntry finished = finished(1);
      assertEquals(1, tidy(10));
      assertEquals(List.of(), changes.inbox().findAll(Set.of(finished.id())));
      assertEquals(Set.of(finished.id()), database.archived());
    }
  }

  @Nested
  class AChangeThatFails {

    private JournalEntry failing;
    private Runnable repair;

    @BeforeEach
    void breakAnOrder() {
      put(order(1).build(), order(2).build());
      failing = accepted(submission(stored(1), STARTED));
      repair = database.breakUpdates(new OrderId(1));
    }

    @Test
    void isTriedAgainAfterAPause() {
      assertEquals(List.of(), settleAll());
      assertTrue(entry(failing).attempts() > 0);
      assertEquals(ChangeState.PENDING, entry(failing).state());
      repair.run();
      database.passTime(PAUSE.multipliedBy(1L << entry(failing).attempts())); // several, if slow
      assertEquals(1, settleAll().size());
      assertEquals(ChangeState.APPLIED, entry(failing).state());
    }

    @Test
    void isGivenUpAfterItsAttempts() {
      List<JournalEntry> settled = new ArrayList<>();
      for (int i = 0; i < SETTINGS.attempts(); i++) {
        settled.addAll(settleAll());
        database.passTime(PAUSE.multipliedBy(1L << i));
      }
      JournalEntry failed = entry(failing);
      assertEquals(List.of(failed), settled);
      assertEquals(ChangeState.FAILED, failed.state());
      assertEquals(SETTINGS.attempts(), failed.attempts());
      assertInstanceOf(Refusal.Failure.class, failed.refusal());
      assertEquals(0, changes.work().backlog(10).pending());
    }

    @Test
    void delaysNoOtherOrder() {
      JournalEntry other = accepted(submission(stored(2), STARTED));
      settleAll();
      assertEquals(ChangeState.APPLIED, entry(other).state());
    }
  }

  @Nested
  class AServerThatNeverAnswers {

    @Test
    void failsEveryCall() {
      assertFails(StatusChangeException.class, silent -> silent.queued(SETTINGS).work().settle(1));
      assertFails(
          StatusChangeException.class,
          silent -> silent.queued(SETTINGS).work().unfinished(HOUR, 1));
      assertFails(
          StatusChangeException.class,
          silent -> silent.queued(SETTINGS).work().backlog(1).pending());
      assertFails(
          StatusChangeException.class, silent -> silent.queued(SETTINGS).work().tidy(HOUR, 1));
    }
  }
}
