package dev.ordercache.tck;

import static dev.ordercache.tck.Orders.APPROVED;
import static dev.ordercache.tck.Orders.COMPLETED;
import static dev.ordercache.tck.Orders.PACKAGING;
import static dev.ordercache.tck.Orders.STARTED;
import static dev.ordercache.tck.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.event.ChangeState;
import dev.ordercache.statuschange.Acceptance;
import dev.ordercache.statuschange.Acceptance.Accepted;
import dev.ordercache.statuschange.Acceptance.KeyReused;
import dev.ordercache.statuschange.Backlog;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.Refusal;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.Submission;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The part of {@link StatusChangeQueueContract} that is about accepting changes. */
abstract class AcceptedChangesContract extends QueuedChangesContract {

  @Nested
  class AnAcceptedChange {

    private Order before;

    @BeforeEach
    void putOrders() {
      put(order(1).build(), order(2).build());
      before = stored(1);
    }

    @Test
    void isWrittenDownAndChangesNothingYet() {
      Submission wish = wish(before, STARTED);
      Accepted told = assertInstanceOf(Accepted.class, accept(wish));
      assertFalse(told.repeated());
      JournalEntry entry = told.entry();
      assertEquals(
          new JournalEntry(
              entry.id(), wish, ChangeState.PENDING, 0, null, null, entry.acceptedAt(), null),
          entry);
      assertEquals(entry, entry(entry));
      assertEquals(before, stored(1));
    }

    @Test
    void isCountedWhileItIsPending() {
      assertEquals(0, changes.queue().backlog(10).pending());
      accepted(wish(before, STARTED));
      accepted(wish(stored(2), STARTED));
      assertEquals(2, changes.queue().backlog(10).pending());
      assertEquals(1, changes.queue().backlog(1).pending());
      settleAll();
      assertEquals(0, changes.queue().backlog(10).pending());
      assertEquals(2, changes.queue().backlog(10).unfinished());
      assertEquals(1, changes.queue().backlog(1).unfinished());
    }

    @Test
    void isTheirsWhoHaveATenthOfWhatMayBePending() {
      accepted(wish(1, before.version(), STARTED, ADA));
      accepted(wish(1, before.version() + 1, COMPLETED, ADA));
      accepted(wish(2, stored(2).version(), STARTED, BO));
      assertEquals(Set.of(ADA), changes.queue().backlog(20).greedy());
      assertEquals(Set.of(ADA, BO), changes.queue().backlog(10).greedy());
      assertEquals(Set.of(), changes.queue().backlog(30).greedy());
      settleAll();
      assertEquals(Set.of(), changes.queue().backlog(10).greedy());
    }

    @Test
    void isOverdueForAsLongAsItCouldHaveBeenApplied() {
      assertEquals(Backlog.NONE, changes.queue().backlog(10));
      changes.queue().accept(wish(before, STARTED), Duration.ofHours(1));
      assertEquals(Duration.ZERO, changes.queue().backlog(10).overdue());
      accepted(wish(stored(2), STARTED));
      database.passTime(PAUSE);
      assertTrue(changes.queue().backlog(10).overdue().compareTo(PAUSE) >= 0);
      assertTrue(changes.queue().backlog(10).oldestPending().compareTo(PAUSE) >= 0);
      settleAll();
      database.passTime(PAUSE);
      Backlog backlog = changes.queue().backlog(10);
      assertEquals(Duration.ZERO, backlog.overdue());
      assertTrue(backlog.oldestUnfinished().compareTo(PAUSE) >= 0);
    }

    @Test
    void mayBeOfAVersionThatIsYetToCome() {
      JournalEntry first = accepted(wish(before, STARTED));
      JournalEntry second = accepted(wish(1, before.version() + 1, COMPLETED, ADA));
      assertTrue(second.id() > first.id());
    }
  }

  @Nested
  class AKey {

    private Order before;

    @BeforeEach
    void putOrders() {
      put(order(1).build(), order(2).build());
      before = stored(1);
    }

    private Submission as(Submission first, StatusChange change, @Nullable Long undoes) {
      return new Submission(change, first.principal(), first.idempotencyKey(), undoes);
    }

    @Test
    void usedAgainForTheSameChangeIsTheSameChange() {
      Submission wish = wish(before, STARTED);
      JournalEntry first = accepted(wish);
      assertEquals(new Accepted(first, true), accept(wish));
      assertEquals(1, changes.queue().backlog(10).pending());
    }

    @Test
    void usedAgainTellsWhatBecameOfTheChange() {
      Submission wish = wish(before, STARTED);
      JournalEntry applied = applied(wish);
      assertEquals(new Accepted(applied, true), accept(wish));
      assertEquals(List.of(), settleAll());
    }

    @Test
    void usedForAnotherChangeIsRefused() {
      Submission wish = wish(before, STARTED);
      KeyReused reused = new KeyReused(accepted(wish).id());
      long version = before.version();
      OrderId id = before.id();
      assertEquals(
          reused, accept(as(wish, new StatusChange(new OrderId(2), version, STARTED, null), null)));
      assertEquals(
          reused, accept(as(wish, new StatusChange(id, version + 1, STARTED, null), null)));
      assertEquals(reused, accept(as(wish, new StatusChange(id, version, COMPLETED, null), null)));
      assertEquals(reused, accept(as(wish, new StatusChange(id, version, STARTED, BO), null)));
      assertEquals(reused, accept(as(wish, wish.change(), 1L)));
      assertEquals(1, changes.queue().backlog(10).pending());
    }

    @Test
    void ofAnotherPrincipalIsAnotherKey() {
      Submission mine = wish(before, STARTED);
      Submission theirs = new Submission(mine.change(), BO, mine.idempotencyKey());
      assertNotEquals(accepted(mine).id(), accepted(theirs).id());
      assertEquals(2, changes.queue().backlog(10).pending());
    }

    @Test
    void usedByManyAtTheSameTimeIsOneChange() {
      Submission wish = wish(before, STARTED);
      List<CompletableFuture<Acceptance>> racers =
          IntStream.range(0, 8).mapToObj(i -> Meanwhile.supply(() -> accept(wish))).toList();
      List<Accepted> told =
          racers.stream()
              .map(CompletableFuture::join)
              .map(acceptance -> assertInstanceOf(Accepted.class, acceptance))
              .toList();
      assertEquals(1, told.stream().filter(one -> !one.repeated()).count());
      Set<Long> ids = told.stream().map(one -> one.entry().id()).collect(Collectors.toSet());
      assertEquals(1, ids.size());
      assertEquals(1, settleAll().size());
    }

    @Test
    void ofARefusedChangeCanBeUsedAgain() {
      Submission wish = wish(before, PACKAGING);
      refused(accept(wish));
      assertFalse(
          assertInstanceOf(Accepted.class, accept(as(wish, wish(before, STARTED).change(), null)))
              .repeated());
    }
  }

  @Nested
  class AChangeThatCouldOnlyBeRejected {

    private Refusal refusal(long version, OrderStatus to, String principal) {
      return refused(accept(wish(1, version, to, principal)));
    }

    @Test
    void isNotWrittenDown() {
      put(order(1).build());
      refusal(stored(1).version(), PACKAGING, ADA);
      assertEquals(0, changes.queue().backlog(10).pending());
      assertEquals(List.of(), settleAll());
    }

    @Test
    void becauseThereIsNoSuchOrderIsToldSo() {
      assertEquals(new Refusal.UnknownOrder(), refusal(1, STARTED, ADA));
    }

    @Test
    void becauseTheOrderHasChangedIsToldItsStatusAndVersion() {
      put(order(1).build());
      put(order(1).build());
      long version = stored(1).version();
      assertEquals(new Refusal.StaleVersion(APPROVED, version), refusal(version - 1, STARTED, ADA));
    }

    @Test
    void becauseTheWorkflowDoesNotHaveItIsToldTheStatus() {
      put(order(1).build());
      assertEquals(new Refusal.NotAllowed(APPROVED), refusal(stored(1).version(), PACKAGING, ADA));
    }

    @Test
    void becauseAnotherHasTakenTheOrderIsToldWhoAndSinceWhen() {
      put(order(1).build());
      Order before = stored(1);
      JournalEntry taken = applied(wish(before, STARTED));
      assertTakenBy(taken, refusal(before.version(), STARTED, BO));
      assertEquals(
          new Refusal.StaleVersion(STARTED, stored(1).version()),
          refusal(before.version(), STARTED, ADA));
    }

    @Test
    void becauseAnotherHasTakenTheOrderOtherwiseIsToldWhenItChangedLast() {
      put(order(1).build());
      Order before = stored(1);
      put(order(1).status(STARTED).assignee(BO).build());
      assertEquals(
          new Refusal.Taken(BO, stored(1).updatedAt()), refusal(before.version(), STARTED, ADA));
    }

    @Test
    void becauseAnotherWasGivenWhatSomebodyHasTakenIsToldWhenThatWas() {
      put(order(1).build());
      Order before = stored(1);
      applied(wish(before, STARTED));
      put(order(1).status(STARTED).assignee(BO).build());
      assertEquals(
          new Refusal.Taken(BO, stored(1).updatedAt()), refusal(before.version(), STARTED, "Cy"));
    }

    @Test
    void becauseAnotherHasMadeAStepThatTakesNothingIsNotToldThatItIsTaken() {
      put(order(1).status(STARTED).assignee(BO).build());
      Order before = stored(1);
      applied(wish(before, COMPLETED));
      assertEquals(
          new Refusal.StaleVersion(COMPLETED, stored(1).version()),
          refusal(before.version(), COMPLETED, ADA));
    }

    @Test
    void becauseTheStepCannotBeUndoneIsToldTheStatus() {
      put(order(1).status("SHIPPED").build());
      JournalEntry closed = applied(wish(stored(1), new OrderStatus("CLOSED")));
      assertEquals(
          new Refusal.NotAllowed(new OrderStatus("CLOSED")), refused(accept(undo(closed))));
      assertNull(closed.refusal());
    }
  }
}
