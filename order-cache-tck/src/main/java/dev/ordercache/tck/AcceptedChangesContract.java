package dev.ordercache.tck;

import static dev.ordercache.memory.Orders.APPROVED;
import static dev.ordercache.memory.Orders.COMPLETED;
import static dev.ordercache.memory.Orders.PACKAGING;
import static dev.ordercache.memory.Orders.STARTED;
import static dev.ordercache.memory.Orders.order;
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

/** The part of {@link StatusChangeInboxContract} that is about accepting changes. */
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
    void isStoredAndChangesNothingYet() {
      Submission submission = submission(before, STARTED);
      Accepted answer = assertInstanceOf(Accepted.class, accept(submission));
      assertFalse(answer.repeated());
      JournalEntry entry = answer.entry();
      assertEquals(
          new JournalEntry(
              entry.id(), submission, ChangeState.PENDING, 0, null, null, entry.acceptedAt(), null),
          entry);
      assertEquals(entry, entry(entry));
      assertEquals(before, stored(1));
    }

    @Test
    void isCountedWhileItIsPending() {
      assertEquals(0, changes.work().backlog(10).pending());
      accepted(submission(before, STARTED));
      accepted(submission(stored(2), STARTED));
      assertEquals(2, changes.work().backlog(10).pending());
      assertEquals(1, changes.work().backlog(1).pending());
      settleAll();
      assertEquals(0, changes.work().backlog(10).pending());
      assertEquals(2, changes.work().backlog(10).unfinished());
      assertEquals(1, changes.work().backlog(1).unfinished());
    }

    @Test
    void makesItsPrincipalGreedyAtATenthOfTheMaximum() {
      accepted(submission(1, before.version(), STARTED, ADA));
      accepted(submission(1, before.version() + 1, COMPLETED, ADA));
      accepted(submission(2, stored(2).version(), STARTED, BO));
      assertEquals(Set.of(ADA), changes.work().backlog(20).greedy());
      assertEquals(Set.of(ADA, BO), changes.work().backlog(10).greedy());
      assertEquals(Set.of(), changes.work().backlog(30).greedy());
      settleAll();
      assertEquals(Set.of(), changes.work().backlog(10).greedy());
    }

    @Test
    void isOverdueForAsLongAsItCouldHaveBeenApplied() {
      assertEquals(Backlog.NONE, changes.work().backlog(10));
      changes.inbox().accept(submission(before, STARTED), Duration.ofHours(1));
      assertEquals(Duration.ZERO, changes.work().backlog(10).overdue());
      accepted(submission(stored(2), STARTED));
      database.passTime(PAUSE);
      assertTrue(changes.work().backlog(10).overdue().compareTo(PAUSE) >= 0);
      assertTrue(changes.work().backlog(10).oldestPending().compareTo(PAUSE) >= 0);
      settleAll();
      database.passTime(PAUSE);
      Backlog backlog = changes.work().backlog(10);
      assertEquals(Duration.ZERO, backlog.overdue());
      assertTrue(backlog.oldestUnfinished().compareTo(PAUSE) >= 0);
    }

    @Test
    void mayBeOfAVersionThatIsYetToCome() {
      JournalEntry first = accepted(submission(before, STARTED));
      JournalEntry second = accepted(submission(1, before.version() + 1, COMPLETED, ADA));
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
      Submission submission = submission(before, STARTED);
      JournalEntry first = accepted(submission);
      assertEquals(new Accepted(first, true), accept(submission));
      assertEquals(1, changes.work().backlog(10).pending());
    }

    @Test
    void usedAgainReturnsTheOutcomeOfTheChange() {
      Submission submission = submission(before, STARTED);
      JournalEntry applied = applied(submission);
      assertEquals(new Accepted(applied, true), accept(submission));
      assertEquals(List.of(), settleAll());
    }

    @Test
    void usedForAnotherChangeIsRefused() {
      Submission submission = submission(before, STARTED);
      KeyReused reused = new KeyReused(accepted(submission).id());
      long version = before.version();
      OrderId id = before.id();
      assertEquals(
          reused,
          accept(as(submission, new StatusChange(new OrderId(2), version, STARTED, null), null)));
      assertEquals(
          reused, accept(as(submission, new StatusChange(id, version + 1, STARTED, null), null)));
      assertEquals(
          reused, accept(as(submission, new StatusChange(id, version, COMPLETED, null), null)));
      assertEquals(
          reused, accept(as(submission, new StatusChange(id, version, STARTED, BO), null)));
      assertEquals(reused, accept(as(submission, submission.change(), 1L)));
      assertEquals(1, changes.work().backlog(10).pending());
    }

    @Test
    void ofAnotherPrincipalIsAnotherKey() {
      Submission mine = submission(before, STARTED);
      Submission theirs = new Submission(mine.change(), BO, mine.idempotencyKey());
      assertNotEquals(accepted(mine).id(), accepted(theirs).id());
      assertEquals(2, changes.work().backlog(10).pending());
    }

    @Test
    void usedByManyAtTheSameTimeIsOneChange() {
      Submission submission = submission(before, STARTED);
      List<CompletableFuture<Acceptance>> racers =
          IntStream.range(0, 8).mapToObj(i -> Meanwhile.supply(() -> accept(submission))).toList();
      List<Accepted> answers =
          racers.stream()
              .map(CompletableFuture::join)
              .map(acceptance -> assertInstanceOf(Accepted.class, acceptance))
              .toList();
      assertEquals(1, answers.stream().filter(one -> !one.repeated()).count());
      Set<Long> ids = answers.stream().map(one -> one.entry().id()).collect(Collectors.toSet());
      assertEquals(1, ids.size());
      assertEquals(1, settleAll().size());
    }

    @Test
    void ofARefusedChangeCanBeUsedAgain() {
      Submission submission = submission(before, PACKAGING);
      refused(accept(submission));
      assertFalse(
          assertInstanceOf(
                  Accepted.class,
                  accept(as(submission, submission(before, STARTED).change(), null)))
              .repeated());
    }
  }

  @Nested
  class AChangeThatCouldOnlyBeRejected {

    private Refusal refusal(long version, OrderStatus to, String principal) {
      return refused(accept(submission(1, version, to, principal)));
    }

    @Test
    void isNotStored() {
      put(order(1).build());
      refusal(stored(1).version(), PACKAGING, ADA);
      assertEquals(0, changes.work().backlog(10).pending());
      assertEquals(List.of(), settleAll());
    }

    @Test
    void isRefusedAsUnknownOrder() {
      assertEquals(new Refusal.UnknownOrder(), refusal(1, STARTED, ADA));
    }

    @Test
    void isRefusedWithStatusAndVersionIfTheOrderHasChanged() {
      put(order(1).build());
      put(order(1).build());
      long version = stored(1).version();
      assertEquals(new Refusal.StaleVersion(APPROVED, version), refusal(version - 1, STARTED, ADA));
    }

    @Test
    void isRefusedWithTheStatusIfTheWorkflowDoesNotAllowIt() {
      put(order(1).build());
      assertEquals(new Refusal.NotAllowed(APPROVED), refusal(stored(1).version(), PACKAGING, ADA));
    }

    @Test
    void isRefusedWithAssigneeAndTimeIfTheOrderIsTaken() {
      put(order(1).build());
      Order before = stored(1);
      JournalEntry taken = applied(submission(before, STARTED));
      assertTakenBy(taken, refusal(before.version(), STARTED, BO));
      assertEquals(
          new Refusal.StaleVersion(STARTED, stored(1).version()),
          refusal(before.version(), STARTED, ADA));
    }

    @Test
    void isRefusedWithTheTimeOfTheLastChangeIfTheOrderWasTakenOutsideOfTheQueue() {
      put(order(1).build());
      Order before = stored(1);
      put(order(1).status(STARTED).assignee(BO).build());
      assertEquals(
          new Refusal.Taken(BO, stored(1).updatedAt()), refusal(before.version(), STARTED, ADA));
    }

    @Test
    void isRefusedWithTheTimeOfAReassignment() {
      put(order(1).build());
      Order before = stored(1);
      applied(submission(before, STARTED));
      put(order(1).status(STARTED).assignee(BO).build());
      assertEquals(
          new Refusal.Taken(BO, stored(1).updatedAt()), refusal(before.version(), STARTED, "Cy"));
    }

    @Test
    void isRefusedAsStaleAfterAStepThatDoesNotTakeTheOrder() {
      put(order(1).status(STARTED).assignee(BO).build());
      Order before = stored(1);
      applied(submission(before, COMPLETED));
      assertEquals(
          new Refusal.StaleVersion(COMPLETED, stored(1).version()),
          refusal(before.version(), COMPLETED, ADA));
    }

    @Test
    void isRefusedWithTheStatusIfTheStepCannotBeUndone() {
      put(order(1).status("SHIPPED").build());
      JournalEntry closed = applied(submission(stored(1), new OrderStatus("CLOSED")));
      assertEquals(
          new Refusal.NotAllowed(new OrderStatus("CLOSED")), refused(accept(undo(closed))));
      assertNull(closed.refusal());
    }
  }
}
