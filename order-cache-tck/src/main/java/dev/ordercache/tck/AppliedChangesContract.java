package dev.ordercache.tck;

import static dev.ordercache.memory.Orders.APPROVED;
import static dev.ordercache.memory.Orders.COMPLETED;
import static dev.ordercache.memory.Orders.STARTED;
import static dev.ordercache.memory.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.event.ChangeState;
import dev.ordercache.statuschange.Acceptance;
import dev.ordercache.statuschange.Acceptance.Accepted;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.JournalEntry.Effect;
import dev.ordercache.statuschange.Refusal;
import dev.ordercache.statuschange.Submission;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The part of {@link StatusChangeInboxContract} that is about changes that are made in the call.
 */
abstract class AppliedChangesContract extends AcceptedChangesContract {

  @Nested
  class AChangeInTheCall {

    private Order before;

    @BeforeEach
    void putAnOrder() {
      put(order(1).assignee(BO).build());
      before = stored(1);
    }

    @Test
    void isAppliedAndStoredAtOnce() {
      JournalEntry entry = made(submission(before, STARTED));
      assertEquals(STARTED, stored(1).status());
      assertEquals(ADA, stored(1).assignee());
      Effect effect = effect(entry);
      assertEquals(
          new Effect(APPROVED, BO, STARTED, before.version() + 1, effect.transaction()), effect);
      assertEquals(entry, entry(entry));
      assertEquals(0, changes.work().backlog(10).pending());
    }

    @Test
    void isMadeOnceForOneKey() {
      Submission submission = submission(before, STARTED);
      JournalEntry entry = made(submission);
      assertEquals(new Accepted(entry, true), apply(submission));
      assertEquals(before.version() + 1, stored(1).version());
    }

    @Test
    void isRefusedIfTheOrderIsNotAsExpected() {
      Submission stale = submission(1, before.version() - 1, STARTED, ADA);
      assertEquals(new Refusal.StaleVersion(APPROVED, before.version()), refused(apply(stale)));
      assertEquals(before, stored(1));
    }

    @Test
    void isAppliedForOneOfManyAndTheOthersReceiveTheAssignee() {
      List<Acceptance> answers =
          IntStream.range(0, 8)
              .mapToObj(i -> submission(1, before.version(), STARTED, "Operator " + i))
              .map(submission -> Meanwhile.supply(() -> apply(submission)))
              .toList()
              .stream()
              .map(CompletableFuture::join)
              .toList();
      List<JournalEntry> won =
          answers.stream()
              .filter(Accepted.class::isInstance)
              .map(QueuedChangesContract::accepted)
              .filter(entry -> entry.state() == ChangeState.APPLIED)
              .toList();
      assertEquals(1, won.size());
      for (Acceptance one : answers) {
        Refusal refusal =
            one instanceof Accepted accepted ? accepted.entry().refusal() : refused(one);
        if (!(one instanceof Accepted accepted) || !accepted.entry().equals(won.get(0))) {
          assertTakenBy(won.get(0), refusal);
        }
      }
    }

    @Test
    void isLeftPendingBehindEarlierChangesOfTheQueue() {
      JournalEntry queued = accepted(submission(before, STARTED));
      Submission next = submission(1, before.version() + 1, COMPLETED, ADA);
      JournalEntry entry = accepted(apply(next));
      assertEquals(ChangeState.PENDING, entry.state());
      assertEquals(ChangeState.PENDING, entry(queued).state());
      settleAll();
      assertEquals(ChangeState.APPLIED, entry(queued).state());
      assertEquals(ChangeState.APPLIED, entry(entry).state());
      assertEquals(COMPLETED, stored(1).status());
    }

    @Test
    void isLeftPendingWhileTheOrderIsLocked() {
      Runnable commit = database.putUncommitted(order(1).build());
      JournalEntry entry = accepted(apply(submission(before, STARTED)));
      assertEquals(ChangeState.PENDING, entry.state());
      commit.run();
      database.passTime(PAUSE);
      settleAll();
      assertEquals(ChangeState.REJECTED, entry(entry).state());
    }

    @Test
    void thatFailsIsLeftToTheQueue() {
      Submission submission = submission(before, STARTED);
      Runnable repair = database.breakUpdates(new OrderId(1));
      JournalEntry entry = accepted(apply(submission));
      assertEquals(ChangeState.PENDING, entry.state());
      repair.run();
      database.passTime(PAUSE);
      settleAll();
      assertEquals(ChangeState.APPLIED, entry(entry).state());
      assertEquals(
          ChangeState.APPLIED,
          changes.completion().compensate(entry.id()).state(),
          "a worker's change is not compensated");
    }
  }
}
