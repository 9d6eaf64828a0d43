package dev.ordercache.tck;

import static dev.ordercache.memory.Orders.APPROVED;
import static dev.ordercache.memory.Orders.COMPLETED;
import static dev.ordercache.memory.Orders.PACKAGING;
import static dev.ordercache.memory.Orders.STARTED;
import static dev.ordercache.memory.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderId;
import dev.ordercache.event.ChangeState;
import dev.ordercache.memory.Orders;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.Refusal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The part of {@link StatusChangeWorkContract} that is about several changes. */
abstract class OrderedChangesContract extends SettledChangesContract {

  private static final int OPERATORS = 50;

  /** Ada's requests to take an order and to release it, in turns, each for the next version. */
  private List<JournalEntry> acceptedInAdvance(long order, int count) {
    long version = stored(order).version();
    return IntStream.range(0, count)
        .mapToObj(i -> submission(order, version + i, i % 2 == 0 ? STARTED : APPROVED, ADA))
        .map(this::accepted)
        .toList();
  }

  private List<ChangeState> states(List<JournalEntry> earlier) {
    return earlier.stream().map(entry -> entry(entry).state()).toList();
  }

  @Nested
  class ChangesOfOneOrder {

    @BeforeEach
    void putAnOrder() {
      put(order(1).build());
    }

    @Test
    void areAppliedInTheOrderInWhichTheyWereAccepted() {
      List<JournalEntry> accepted = acceptedInAdvance(1, 25);
      List<Long> settled = settleAll().stream().map(JournalEntry::id).toList();
      assertEquals(accepted.stream().map(JournalEntry::id).toList(), settled);
      assertEquals(Set.of(ChangeState.APPLIED), Set.copyOf(states(accepted)));
    }

    @Test
    void areAppliedInThatOrderByManyAtOnce() {
      List<JournalEntry> accepted = acceptedInAdvance(1, 40);
      List<CompletableFuture<List<JournalEntry>>> workers =
          IntStream.range(0, 4).mapToObj(i -> Meanwhile.supply(() -> settleAll())).toList();
      workers.forEach(CompletableFuture::join);
      settleAll();
      assertEquals(Set.of(ChangeState.APPLIED), Set.copyOf(states(accepted)));
      assertEquals(41, stored(1).version());
    }

    @Test
    void areRejectedIfTheOneBeforeWas() {
      JournalEntry first = accepted(submission(1, stored(1).version() + 1, COMPLETED, ADA));
      JournalEntry second = accepted(submission(1, stored(1).version() + 2, PACKAGING, ADA));
      settleAll();
      Refusal stale = new Refusal.StaleVersion(APPROVED, stored(1).version());
      assertRejected(stale, entry(first));
      assertRejected(stale, entry(second));
    }

    @Test
    void byFiftyPrincipalsAtOnceAreWonByOneAndTheOthersReceiveAssigneeAndTime() {
      long version = stored(1).version();
      List<JournalEntry> takes =
          IntStream.range(0, OPERATORS)
              .mapToObj(i -> submission(1, version, STARTED, "Operator " + i))
              .map(submission -> Meanwhile.supply(() -> accepted(submission)))
              .toList()
              .stream()
              .map(CompletableFuture::join)
              .toList();
      settleAll();
      List<JournalEntry> ended = takes.stream().map(take -> entry(take)).toList();
      List<JournalEntry> won =
          ended.stream().filter(entry -> entry.state() == ChangeState.APPLIED).toList();
      assertEquals(1, won.size());
      assertEquals(won.get(0).submission().principal(), stored(1).assignee());
      ended.stream()
          .filter(entry -> entry.id() != won.get(0).id())
          .forEach(entry -> assertTakenBy(won.get(0), entry.refusal()));
    }
  }

  @Nested
  class ChangesOfManyOrders {

    @Test
    void areSettledForNoMoreOrdersThanRequested() {
      put(IntStream.rangeClosed(1, 5).mapToObj(Orders::order));
      IntStream.rangeClosed(1, 5).forEach(id -> acceptedInAdvance(id, 2));
      Set<OrderId> all = new HashSet<>();
      for (int i = 0; i < 3; i++) {
        Set<OrderId> some = new HashSet<>();
        changes.work().settle(2).forEach(entry -> some.add(entry.submission().order()));
        assertTrue(some.size() <= 2, () -> "orders " + some);
        all.addAll(some);
      }
      assertEquals(5, all.size());
    }

    @Test
    void areNotDelayedByALockedOrder() {
      put(order(1).build(), order(2).build());
      JournalEntry first = accepted(submission(stored(1), STARTED));
      JournalEntry second = accepted(submission(stored(2), STARTED));
      Runnable commit = database.putUncommitted(order(1).build());
      settleAll();
      assertEquals(ChangeState.PENDING, entry(first).state());
      assertEquals(ChangeState.APPLIED, entry(second).state());
      commit.run();
      database.passTime(PAUSE);
      settleAll();
      assertRejected(new Refusal.StaleVersion(APPROVED, stored(1).version()), entry(first));
    }
  }
}
