package dev.ordercache.tck;

import static dev.ordercache.memory.Orders.APPROVED;
import static dev.ordercache.memory.Orders.COMPLETED;
import static dev.ordercache.memory.Orders.STARTED;
import static dev.ordercache.memory.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Order;
import dev.ordercache.event.ChangeState;
import dev.ordercache.memory.Orders;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.Recovery;
import dev.ordercache.statuschange.StatusChangeException;
import dev.ordercache.statuschange.Submission;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The contract of every {@link dev.ordercache.statuschange.StatusChangeInbox}. */
public abstract class StatusChangeInboxContract extends AppliedChangesContract {

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
      accepted(changes.inbox().accept(submission(stored(1), STARTED), HOUR));
      assertEquals(List.of(), settleAll());
      assertEquals(1, changes.work().backlog(10).pending());
    }

    @Test
    void isOverAfterItsTime() {
      JournalEntry entry = accepted(changes.inbox().accept(submission(stored(1), STARTED), PAUSE));
      database.passTime(PAUSE);
      settleAll();
      assertEquals(ChangeState.APPLIED, entry(entry).state());
    }

    @Test
    void isWaitedForByLaterChangesOfTheOrderToo() {
      Order before = stored(1);
      JournalEntry first = accepted(changes.inbox().accept(submission(before, STARTED), HOUR));
      accepted(submission(1, before.version() + 1, COMPLETED, ADA));
      assertEquals(List.of(), settleAll());
      assertTrue(changes.inbox().cancel(first.id()));
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
      assertTrue(changes.inbox().cancel(entry.id()));
      assertEquals(List.of(), settleAll());
      assertEquals(before, stored(1));
      assertEquals(ChangeState.CANCELLED, entry(entry).state());
      assertEquals(0, changes.work().backlog(10).pending());
    }

    @Test
    void doesNotBlockTheNextChangeOfItsOrder() {
      JournalEntry first = accepted(submission(before, STARTED));
      JournalEntry second = accepted(submission(1, before.version(), STARTED, BO));
      changes.inbox().cancel(first.id());
      settleAll();
      assertEquals(ChangeState.APPLIED, entry(second).state());
    }

    @Test
    void isNotOneThatIsSettledCancelledOrUnknown() {
      JournalEntry applied = applied(submission(before, STARTED));
      assertFalse(changes.inbox().cancel(applied.id()));
      assertEquals(applied, entry(applied));
      JournalEntry cancelled = accepted(submission(stored(1), COMPLETED));
      assertTrue(changes.inbox().cancel(cancelled.id()));
      assertFalse(changes.inbox().cancel(cancelled.id()));
      assertFalse(changes.inbox().cancel(cancelled.id() + 1_000));
    }

    @Test
    void isEitherCancelledOrAppliedIfBothAreTriedAtOnce() {
      for (int i = 0; i < RACES; i++) {
        Order order = stored(1);
        Submission submission =
            submission(order, order.status().equals(APPROVED) ? STARTED : APPROVED);
        JournalEntry entry = accepted(submission);
        CompletableFuture<List<JournalEntry>> settling = Meanwhile.supply(() -> settleAll());
        boolean cancelled = changes.inbox().cancel(entry.id());
        assertEquals(cancelled ? 0 : 1, settling.join().size());
        assertEquals(cancelled ? ChangeState.CANCELLED : ChangeState.APPLIED, entry(entry).state());
        assertEquals(order.version() + (cancelled ? 0 : 1), stored(1).version());
      }
    }
  }

  @Nested
  class FoundEntries {

    @BeforeEach
    void putOrders() {
      put(LongStream.rangeClosed(1, 3).mapToObj(Orders::order));
    }

    @Test
    void areThoseThatThereAreInTheOrderOfTheirIds() {
      JournalEntry second = accepted(submission(stored(2), STARTED));
      JournalEntry first = accepted(submission(stored(1), STARTED));
      accepted(submission(stored(3), STARTED));
      assertEquals(
          List.of(second, first),
          changes.inbox().findAll(Set.of(first.id(), second.id(), first.id() + 1_000)));
      assertEquals(List.of(), changes.inbox().findAll(Set.of()));
    }
  }

  @Nested
  class AServerThatNeverAnswers {

    @Test
    void failsEveryCall() {
      assertFails(
          StatusChangeException.class,
          silent -> silent.queued(SETTINGS).inbox().accept(submission(1, 1, STARTED, ADA), HOUR));
      assertFails(
          StatusChangeException.class,
          silent ->
              silent
                  .queued(SETTINGS)
                  .inbox()
                  .apply(submission(1, 1, STARTED, ADA), Recovery.COMPENSATE));
      assertFails(StatusChangeException.class, silent -> silent.queued(SETTINGS).inbox().cancel(1));
      assertFails(
          StatusChangeException.class,
          silent -> silent.queued(SETTINGS).inbox().findAll(Set.of(1L)));
    }
  }
}
