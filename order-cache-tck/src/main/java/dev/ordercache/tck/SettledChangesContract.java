package dev.ordercache.tck;

import static dev.ordercache.memory.Orders.APPROVED;
import static dev.ordercache.memory.Orders.COMPLETED;
import static dev.ordercache.memory.Orders.PACKAGING;
import static dev.ordercache.memory.Orders.STARTED;
import static dev.ordercache.memory.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.event.ChangeState;
import dev.ordercache.memory.Orders;
import dev.ordercache.relay.ChangeLog.Leadership;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.JournalEntry.Effect;
import dev.ordercache.statuschange.Refusal;
import dev.ordercache.statuschange.StatusChange;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The part of {@link StatusChangeWorkContract} that is about the effect of one change. */
abstract class SettledChangesContract extends QueuedChangesContract {

  @Nested
  class ASettledChange {

    private Order before;

    @BeforeEach
    void putAnOrder() {
      put(order(1).assignee(BO).build(), order(2).build());
      before = stored(1);
    }

    @Test
    void isCommittedAndReturnsItsEffect() {
      JournalEntry accepted = accepted(submission(before, STARTED));
      List<JournalEntry> settled = changes.work().settle(1);
      Order after = stored(1);
      assertEquals(STARTED, after.status());
      assertEquals(before.version() + 1, after.version());
      assertFalse(after.updatedAt().isBefore(before.updatedAt()));
      JournalEntry entry = settled.get(0);
      Effect effect = effect(entry);
      assertEquals(
          new Effect(APPROVED, BO, STARTED, after.version(), effect.transaction()), effect);
      assertNotNull(entry.endedAt());
      assertEquals(
          new JournalEntry(
              accepted.id(),
              accepted.submission(),
              ChangeState.APPLIED,
              0,
              effect,
              null,
              accepted.acceptedAt(),
              entry.endedAt()),
          entry);
      assertEquals(List.of(entry(accepted)), settled);
    }

    @Test
    void isLoggedAsExactlyTheChangeThatHasToBeInvalidated() {
      OrderChange change = applied(submission(before, STARTED)).change();
      try (Leadership leader = database.log().lead().orElseThrow()) {
        List<OrderChange> logged = leader.poll(100).changes();
        assertEquals(change, logged.get(logged.size() - 1));
      }
    }

    @Test
    void leavesTheRestOfTheOrderAndAllOthersAsTheyAre() {
      Order other = stored(2);
      applied(submission(before, STARTED));
      assertEquals(
          Orders.changed(before, STARTED, 0, ADA, Instant.EPOCH), Orders.content(stored(1)));
      assertEquals(other, stored(2));
    }

    @Test
    void isSettledOnce() {
      applied(submission(before, STARTED));
      assertEquals(List.of(), settleAll());
      assertEquals(before.version() + 1, stored(1).version());
    }

    @Test
    void isRejectedIfTheOrderHasChangedMeanwhile() {
      JournalEntry accepted = accepted(submission(before, STARTED));
      put(order(1).build());
      Order changed = stored(1);
      settleAll();
      assertRejected(new Refusal.StaleVersion(APPROVED, changed.version()), entry(accepted));
      assertEquals(changed, stored(1));
    }

    @Test
    void isRejectedIfTheOrderIsGone() {
      JournalEntry accepted = accepted(submission(before, STARTED));
      database.remove(before.id());
      settleAll();
      assertRejected(new Refusal.UnknownOrder(), entry(accepted));
    }

    @Test
    void isRejectedIfTheWorkflowDoesNotHaveIt() {
      accepted(submission(before, STARTED));
      JournalEntry second = accepted(submission(1, before.version() + 1, PACKAGING, ADA));
      settleAll();
      assertRejected(new Refusal.NotAllowed(STARTED), entry(second));
    }

    @Test
    void isRejectedIfAnotherHasTakenTheOrderMeanwhile() {
      JournalEntry first = accepted(submission(before, STARTED));
      JournalEntry second = accepted(submission(1, before.version(), STARTED, BO));
      settleAll();
      assertEquals(ChangeState.REJECTED, entry(second).state());
      assertTakenBy(entry(first), entry(second).refusal());
    }

    @Test
    void isRejectedAsStaleIfAnotherHasMadeTheSameStepWhichTakesNothing() {
      put(order(1).status(STARTED).assignee(BO).build());
      Order started = stored(1);
      accepted(submission(started, COMPLETED));
      JournalEntry second = accepted(submission(started, COMPLETED));
      settleAll();
      assertRejected(new Refusal.StaleVersion(COMPLETED, started.version() + 1), entry(second));
    }
  }

  @Nested
  class TakingAnOrder {

    private void take(String named) {
      applied(
          submission(
              new StatusChange(new OrderId(1), stored(1).version(), STARTED, named), ADA, null));
    }

    @BeforeEach
    void putAnOrder() {
      put(order(1).build());
    }

    @Test
    void assignsItToTheRequester() {
      applied(submission(stored(1), STARTED));
      assertEquals(ADA, stored(1).assignee());
    }

    @Test
    void assignsItToTheNamedAssignee() {
      take(BO);
      assertEquals(BO, stored(1).assignee());
    }

    @Test
    void lastsUntilItIsReleased() {
      take(BO);
      applied(submission(stored(1), COMPLETED));
      assertEquals(BO, stored(1).assignee());
      applied(undo(applied(submission(stored(1), PACKAGING))));
      assertEquals(BO, stored(1).assignee());
    }

    @Test
    void endsWhenItIsReleased() {
      take(BO);
      applied(submission(stored(1), APPROVED));
      assertNull(stored(1).assignee());
    }
  }

  @Nested
  class AnUndo {

    @Test
    void restoresStatusAndAssigneeInANewVersion() {
      put(order(1).assignee(BO).build());
      Order before = stored(1);
      JournalEntry undone = applied(undo(applied(submission(before, STARTED))));
      assertEquals(Orders.content(before), Orders.content(stored(1)));
      assertEquals(before.version() + 2, stored(1).version());
      assertEquals(before.version() + 2, effect(undone).version());
    }

    @Test
    void removesTheAssigneeIfThereWasNoneBefore() {
      put(order(1).build());
      applied(undo(applied(submission(stored(1), STARTED))));
      assertNull(stored(1).assignee());
    }

    @Test
    void mayMakeAStepThatTheWorkflowDoesNotHave() {
      put(order(1).status(PACKAGING).build());
      applied(undo(applied(submission(stored(1), new OrderStatus("SHIPPED")))));
      assertEquals(PACKAGING, stored(1).status());
    }

    @Test
    void isRefusedOnceTheOrderHasChanged() {
      put(order(1).build());
      JournalEntry done = applied(submission(stored(1), STARTED));
      put(order(1).status(STARTED).build());
      Order changed = stored(1);
      assertEquals(
          new Refusal.StaleVersion(STARTED, changed.version()), refused(accept(undo(done))));
      assertEquals(changed, stored(1));
    }
  }
}
