package dev.ordercache.tck;

import static dev.ordercache.memory.Orders.APPROVED;
import static dev.ordercache.memory.Orders.COMPLETED;
import static dev.ordercache.memory.Orders.STARTED;
import static dev.ordercache.memory.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.event.ChangeState;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.Refusal;
import dev.ordercache.statuschange.StatusChangeException;
import dev.ordercache.statuschange.Submission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The contract of every {@link dev.ordercache.statuschange.StatusChangeQueue}. */
public abstract class StatusChangeQueueContract extends OrderedChangesContract {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final int RACES = 100;

  @Nested
  class AGracePeriod {

    @BeforeEach
    void putAnOrder() {
      put(order(1).build());
    }

    @Test
    void isWaitedFor() {
      accepted(changes.queue().accept(submission(stored(1), STARTED), HOUR));
      assertEquals(List.of(), settleAll());
      assertEquals(1, changes.queue().backlog(10).pending());
    }

    @Test
    void isOverAfterItsTime() {
      JournalEntry entry = accepted(changes.queue().accept(submission(stored(1), STARTED), PAUSE));
      database.passTime(PAUSE);
      settleAll();
      assertEquals(ChangeState.APPLIED, entry(entry).state());
    }

    @Test
    void isWaitedForByLaterChangesOfTheOrderToo() {
      Order before = stored(1);
      JournalEntry first = accepted(changes.queue().accept(submission(before, STARTED), HOUR));
      accepted(submission(1, before.version() + 1, COMPLETED, ADA));
      assertEquals(List.of(), settleAll());
      assertTrue(changes.queue().cancel(first.id()));
      assertEquals(1, settleAll().size());
    }
  }

  @Nested
  class ACancelledChange {

    private Order before;

    @BeforeEach
    void putAnOrder() {
      put(order(1).build());
      before = stored(1);
    }

    @Test
    void isNeverApplied() {
      JournalEntry entry = accepted(submission(before, STARTED));
      assertTrue(changes.queue().cancel(entry.id()));
      assertEquals(List.of(), settleAll());
      assertEquals(before, stored(1));
      assertEquals(ChangeState.CANCELLED, entry(entry).state());
      assertEquals(0, changes.queue().backlog(10).pending());
    }

    @Test
    void doesNotBlockTheNextChangeOfItsOrder() {
      JournalEntry first = accepted(submission(before, STARTED));
      JournalEntry second = accepted(submission(1, before.version(), STARTED, BO));
      changes.queue().cancel(first.id());
      settleAll();
      assertEquals(ChangeState.APPLIED, entry(second).state());
    }

    @Test
    void isNotOneThatIsSettledCancelledOrUnknown() {
      JournalEntry applied = applied(submission(before, STARTED));
      assertFalse(changes.queue().cancel(applied.id()));
      assertEquals(applied, entry(applied));
      JournalEntry cancelled = accepted(submission(stored(1), COMPLETED));
      assertTrue(changes.queue().cancel(cancelled.id()));
      assertFalse(changes.queue().cancel(cancelled.id()));
      assertFalse(changes.queue().cancel(cancelled.id() + 1_000));
    }

    @Test
    void isEitherCancelledOrAppliedIfBothAreTriedAtOnce() {
      for (int i = 0; i < RACES; i++) {
        Order order = stored(1);
        Submission submission =
            submission(order, order.status().equals(APPROVED) ? STARTED : APPROVED);
        JournalEntry entry = accepted(submission);
        CompletableFuture<List<JournalEntry>> settling = Meanwhile.supply(() -> settleAll());
        boolean cancelled = changes.queue().cancel(entry.id());
        assertEquals(cancelled ? 0 : 1, settling.join().size());
        assertEquals(cancelled ? ChangeState.CANCELLED : ChangeState.APPLIED, entry(entry).state());
        assertEquals(order.version() + (cancelled ? 0 : 1), stored(1).version());
      }
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
      assertEquals(0, changes.queue().backlog(10).pending());
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
      assertFails(
          StatusChangeException.class,
          silent -> silent.queued(SETTINGS).queue().accept(submission(1, 1, STARTED, ADA), HOUR));
      assertFails(StatusChangeException.class, silent -> silent.queued(SETTINGS).queue().settle(1));
      assertFails(StatusChangeException.class, silent -> silent.queued(SETTINGS).queue().cancel(1));
      assertFails(
          StatusChangeException.class,
          silent -> silent.queued(SETTINGS).queue().backlog(1).pending());
    }
  }
}
