package dev.ordercache.tck;

import static dev.ordercache.memory.Orders.APPROVED;
import static dev.ordercache.memory.Orders.COMPLETED;
import static dev.ordercache.memory.Orders.STARTED;
import static dev.ordercache.memory.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.event.ChangeState;
import dev.ordercache.memory.Orders;
import dev.ordercache.relay.ChangeLog.Leadership;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.Recovery;
import dev.ordercache.statuschange.StatusChangeException;
import dev.ordercache.statuschange.Submission;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The contract of every {@link dev.ordercache.statuschange.StatusChangeCompletion}. */
public abstract class StatusChangeCompletionContract extends FinishedChangesContract {

  private static final int RACES = 100;

  private Order before;

  @BeforeEach
  void putAnOrder() {
    put(order(1).assignee(BO).build());
    before = stored(1);
  }

  private JournalEntry compensate(JournalEntry entry) {
    return changes.completion().compensate(entry.id());
  }

  @Nested
  class ACompensation {

    @Test
    void restoresStatusAndAssigneeInANewVersion() {
      JournalEntry compensated = compensate(made(submission(before, STARTED)));
      assertEquals(ChangeState.COMPENSATED, compensated.state());
      assertEquals(compensated, entry(compensated));
      assertEquals(Orders.content(before), Orders.content(stored(1)));
      assertEquals(before.version() + 2, stored(1).version());
    }

    @Test
    void returnsTheChangeToInvalidate() {
      OrderChange change = compensate(made(submission(before, STARTED))).change();
      assertEquals(
          new OrderChange(
              before.id(),
              before.version() + 2,
              STARTED,
              APPROVED,
              change == null ? "none" : change.transaction()),
          change);
      try (Leadership leader = database.log().lead().orElseThrow()) {
        List<OrderChange> logged = leader.poll(100).changes();
        assertEquals(change, logged.get(logged.size() - 1));
      }
    }

    @Test
    void neverOverwritesALaterChange() {
      JournalEntry made = made(submission(before, STARTED));
      put(order(1).status(STARTED).assignee("Cy").build());
      Order third = stored(1);
      JournalEntry superseded = compensate(made);
      assertEquals(ChangeState.SUPERSEDED, superseded.state());
      assertEquals(made.effect(), superseded.effect());
      assertEquals(third, stored(1));
    }

    @Test
    void ofAnOrderThatIsGoneIsSuperseded() {
      JournalEntry made = made(submission(before, STARTED));
      database.remove(before.id());
      assertEquals(ChangeState.SUPERSEDED, compensate(made).state());
    }

    @Test
    void isMadeOnce() {
      JournalEntry compensated = compensate(made(submission(before, STARTED)));
      assertEquals(compensated, compensate(compensated));
      assertEquals(before.version() + 2, stored(1).version());
    }

    @Test
    void ofAFinishedChangeDoesNothing() {
      JournalEntry made = made(submission(before, STARTED));
      changes.completion().finish(List.of(made));
      assertEquals(ChangeState.DONE, compensate(made).state());
      assertEquals(STARTED, stored(1).status());
    }

    @Test
    void isOnlyMadeOfWhatMayBeCompensated() {
      JournalEntry queued = applied(submission(before, STARTED));
      assertEquals(queued, compensate(queued));
      Submission next = submission(stored(1), COMPLETED);
      JournalEntry forward = accepted(changes.inbox().apply(next, Recovery.RETRY_FORWARD));
      assertEquals(ChangeState.APPLIED, forward.state());
      assertEquals(forward, compensate(forward));
      assertEquals(COMPLETED, stored(1).status());
    }

    @Test
    void isNotMadeOfWhatIsKept() {
      JournalEntry made = made(submission(before, STARTED));
      JournalEntry kept = changes.completion().keep(made.id(), null);
      assertEquals(ChangeState.DONE, kept.state());
      assertEquals(made.effect(), kept.effect());
      assertEquals(kept, compensate(made));
      assertEquals(List.of(kept), changes.work().unfinished(Duration.ZERO, 10));
      assertEquals(Set.of(made.id()), changes.completion().finish(List.of(kept)));
      assertEquals(STARTED, stored(1).status());
    }

    @Test
    void thatIsGivenUpLeavesTheChangeLikeOneOfTheQueue() {
      JournalEntry made = made(submission(before, STARTED));
      assertEquals(made, changes.completion().keep(made.id(), "the order is locked"));
      assertEquals(made, compensate(made));
      assertEquals(Set.of(made.id()), changes.completion().finish(List.of(made)));
    }

    @Test
    void isLeftToTheSubmitterForTenTimesAsLong() {
      Duration time = Duration.ofSeconds(1); // even a slow machine reads before ten have passed
      JournalEntry made = made(submission(before, STARTED));
      database.passTime(time);
      assertEquals(List.of(), changes.work().unfinished(time, 10));
      assertEquals(List.of(made), changes.work().unfinished(time.dividedBy(10), 10));
    }

    @Test
    void isReadBeforeOtherUnfinishedEntries() {
      put(order(2).build());
      JournalEntry queued = applied(submission(stored(2), STARTED));
      JournalEntry made = made(submission(before, STARTED));
      database.passTime(PAUSE);
      Duration tenth = PAUSE.dividedBy(10);
      assertEquals(List.of(made), changes.work().unfinished(tenth, 1));
      assertEquals(List.of(made, queued), changes.work().unfinished(tenth, 10));
    }

    @Test
    void isNotForgottenIfTheChangeIsToBeKeptAfterwards() {
      JournalEntry compensated = compensate(made(submission(before, STARTED)));
      assertEquals(compensated, changes.completion().keep(compensated.id(), "too late"));
      assertEquals(compensated, entry(compensated));
    }

    @Test
    void orFinishingIsMadeIfBothAreTriedAtOnce() {
      for (int i = 0; i < RACES; i++) {
        Order order = stored(1);
        JournalEntry made =
            made(submission(order, order.status().equals(APPROVED) ? STARTED : APPROVED));
        CompletableFuture<JournalEntry> compensating = Meanwhile.supply(() -> compensate(made));
        Set<Long> finished = changes.completion().finish(List.of(made));
        JournalEntry compensated = compensating.join();
        boolean done = finished.contains(made.id());
        assertEquals(done ? ChangeState.DONE : ChangeState.COMPENSATED, entry(made).state());
        assertEquals(entry(made), compensated);
        assertEquals(order.version() + (done ? 1 : 2), stored(1).version());
      }
    }

    @Test
    void thatFailsLeavesTheChangeAppliedAndCanBeTriedAgain() {
      JournalEntry made = made(submission(before, STARTED));
      Runnable repair = database.breakUpdates(new OrderId(1));
      assertThrows(StatusChangeException.class, () -> compensate(made));
      assertEquals(made, entry(made));
      repair.run();
      assertEquals(ChangeState.COMPENSATED, compensate(made).state());
    }
  }

  @Nested
  class AServerThatNeverAnswers {

    @Test
    void failsEveryCall() {
      JournalEntry made = made(submission(before, STARTED));
      assertFails(
          StatusChangeException.class,
          silent -> silent.queued(SETTINGS).completion().finish(List.of(made)));
      assertFails(
          StatusChangeException.class,
          silent -> silent.queued(SETTINGS).completion().keep(1, null));
      assertFails(
          StatusChangeException.class,
          silent -> silent.queued(SETTINGS).completion().compensate(1));
    }
  }
}
