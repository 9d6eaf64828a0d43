package dev.ordercache.tck;

import static dev.ordercache.tck.Orders.APPROVED;
import static dev.ordercache.tck.Orders.PACKAGING;
import static dev.ordercache.tck.Orders.STARTED;
import static dev.ordercache.tck.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.invalidation.ChangeBatch;
import dev.ordercache.invalidation.ChangeLog.Leadership;
import dev.ordercache.invalidation.OrderChange;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.StatusChangeException;
import dev.ordercache.statuschange.StatusChangeStore.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What every {@link dev.ordercache.statuschange.StatusChangeStore} promises. */
public abstract class StatusChangeStoreContract extends DatabaseContract {

  private static final OrderId ID = new OrderId(1);

  private Outcome apply(long version, OrderStatus to, @Nullable String assignee) {
    return database
        .statusChanges()
        .apply(new StatusChange(ID, version, to, assignee), Set.of(APPROVED));
  }

  private Outcome.Applied applied(Outcome outcome) {
    return assertInstanceOf(Outcome.Applied.class, outcome);
  }

  private ChangeBatch poll() {
    try (Leadership leader = database.log().lead().orElseThrow()) {
      return leader.poll(100);
    }
  }

  @Nested
  class AnAppliedChange {

    private Order before;

    @BeforeEach
    void putAnOrder() {
      put(order(1).assignee("Ada").build(), order(2).build());
      before = stored(1);
    }

    @Test
    void isCommittedAndRaisesTheVersionByOne() {
      Order after = applied(apply(before.version(), STARTED, "Bo")).order();
      assertEquals(STARTED, after.status());
      assertEquals("Bo", after.assignee());
      assertEquals(before.version() + 1, after.version());
      assertFalse(after.updatedAt().isBefore(before.updatedAt()));
      assertEquals(after, stored(1));
    }

    @Test
    void leavesTheRestOfTheOrderAndAllOthersAsTheyAre() {
      Order other = stored(2);
      Order after = applied(apply(before.version(), STARTED, null)).order();
      assertEquals("Ada", after.assignee());
      assertEquals(Orders.content(before), Orders.changed(after, APPROVED, 0, Instant.EPOCH));
      assertEquals(other, stored(2));
    }

    @Test
    void saysWhatHasToBeInvalidated() {
      OrderChange change = applied(apply(before.version(), STARTED, null)).change();
      assertEquals(
          new OrderChange(ID, before.version() + 1, APPROVED, STARTED, change.transaction()),
          change);
      assertFalse(change.transaction().isBlank());
    }

    @Test
    void isLoggedAsExactlyTheChangeThatTheCallerIsTold() {
      OrderChange change = applied(apply(before.version(), STARTED, null)).change();
      List<OrderChange> logged = poll().changes();
      assertEquals(change, logged.get(logged.size() - 1));
    }

    @Test
    void hasATransactionOfItsOwn() {
      OrderChange first = applied(apply(before.version(), STARTED, null)).change();
      put(order(1).build());
      OrderChange second = applied(apply(stored(1).version(), STARTED, null)).change();
      assertNotEquals(first.transaction(), second.transaction());
    }
  }

  @Nested
  class ARefusedChange {

    @Test
    void ofAnotherVersionTellsTheCurrentOrder() {
      put(order(1).build());
      Order current = stored(1);
      assertEquals(new Outcome.Refused(current), apply(current.version() + 1, STARTED, null));
      assertEquals(new Outcome.Refused(current), apply(current.version() - 1, STARTED, null));
    }

    @Test
    void fromAnotherStatusTellsTheCurrentOrder() {
      put(order(1).status(PACKAGING).build());
      Order current = stored(1);
      assertEquals(new Outcome.Refused(current), apply(current.version(), STARTED, null));
    }

    @Test
    void ofAnUnknownOrderTellsThatThereIsNone() {
      put(order(2).build());
      Outcome.Refused refused = assertInstanceOf(Outcome.Refused.class, apply(1, STARTED, null));
      assertNull(refused.current());
    }

    @Test
    void changesNothingAndLogsNothing() {
      put(order(1).build());
      Order current = stored(1);
      int logged = poll().positions().size();
      apply(current.version() + 1, STARTED, "Bo");
      assertEquals(current, stored(1));
      assertEquals(logged, poll().positions().size());
    }
  }

  @Nested
  class ChangesAtTheSameTime {

    @Test
    void areAppliedOnceForOneVersion() {
      put(order(1).build());
      long version = stored(1).version();
      List<CompletableFuture<Outcome>> racers =
          IntStream.range(0, 4)
              .mapToObj(i -> CompletableFuture.supplyAsync(() -> apply(version, STARTED, "R" + i)))
              .toList();
      long won =
          racers.stream()
              .map(CompletableFuture::join)
              .filter(Outcome.Applied.class::isInstance)
              .count();
      assertEquals(1, won);
      assertEquals(version + 1, stored(1).version());
    }
  }

  @Nested
  class AServerThatNeverAnswers {

    @Test
    void failsAChange() {
      StatusChange change = new StatusChange(ID, 1, STARTED, null);
      assertFails(
          StatusChangeException.class,
          silent -> silent.statusChanges().apply(change, Set.of(APPROVED)));
    }
  }
}
