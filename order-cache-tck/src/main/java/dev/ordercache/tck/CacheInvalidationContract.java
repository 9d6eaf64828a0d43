package dev.ordercache.tck;

import static dev.ordercache.memory.Orders.APPROVED;
import static dev.ordercache.memory.Orders.PACKAGING;
import static dev.ordercache.memory.Orders.STARTED;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderStatus;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.CacheKey.CountKey;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.relay.Progress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The part of {@link OrderCacheContract} that is about invalidations. */
abstract class CacheInvalidationContract extends CacheContract {

  /** An order that went from approved to started. */
  private static final OrderChange CHANGE = change(2, APPROVED, STARTED, "tx-2");

  @Nested
  class AnInvalidation {

    @BeforeEach
    void setTheGuard() {
      setGuard();
    }

    @Test
    void ofAChangeDeletesTheOrderAndTheListsOfBothStatuses() {
      cache(key(1), version(1));
      cache(page(APPROVED, 10), orders(1));
      cache(page(STARTED, 10), orders());
      invalidate(after(CHANGE));
      assertGone(key(1));
      assertGone(page(APPROVED, 10));
      assertGone(page(STARTED, 10));
    }

    @Test
    void ofAListDeletesAllItsPagesAndItsCount() {
      cache(page(APPROVED, 10), orders(1));
      cache(page(APPROVED, 20), orders(1));
      cache(new CountKey(APPROVED), 1L);
      invalidate(Invalidation.of(page(APPROVED, 10).entry()));
      assertGone(page(APPROVED, 10));
      assertGone(page(APPROVED, 20));
      assertGone(new CountKey(APPROVED));
    }

    @Test
    void leavesOtherEntriesAsTheyAre() {
      cache(key(2), version(1));
      cache(page(PACKAGING, 10), orders(2));
      invalidate(after(CHANGE));
      assertHit(key(2), version(1));
      assertHit(page(PACKAGING, 10), orders(2));
    }

    @Test
    void beginsANewGeneration() {
      cache(key(1), version(1));
      Lookup.Hit<Optional<Order>> before = assertHit(key(1), version(1));
      invalidate(after(CHANGE));
      assertNotEquals(before.generation(), lease(key(1)).generation());
    }

    @Test
    void ofAnInsertedOrderDeletesItsNegativeEntry() {
      cache(key(1), Optional.empty());
      cache(page(APPROVED, 10), orders());
      invalidate(after(change(1, null, APPROVED, "tx-1")));
      assertGone(key(1));
      assertGone(page(APPROVED, 10));
    }

    @Test
    void ofADeletedOrderDeletesItAndTheListThatItWasIn() {
      cache(key(1), version(1));
      cache(page(APPROVED, 10), orders(1));
      invalidate(after(change(1, APPROVED, null, "tx-2")));
      assertGone(key(1));
      assertGone(page(APPROVED, 10));
    }

    @Test
    void ofNothingDoesNothing() {
      cache(key(1), version(1));
      invalidate();
      invalidate(Invalidation.of(key(7).entry()));
      assertHit(key(1), version(1));
    }

    @Test
    void ofAThousandOrdersIsOneCall() {
      LongStream.of(1, 500, 1_000).forEach(id -> cache(key(id), version(1)));
      invalidate(
          LongStream.rangeClosed(1, 1_000)
              .mapToObj(id -> Invalidation.of(key(id).entry()))
              .toArray(Invalidation[]::new));
      LongStream.of(1, 500, 1_000).forEach(id -> assertGone(key(id)));
    }

    @Test
    void ofEverythingLeavesNothing() {
      cache(key(1), version(1));
      cache(page(PACKAGING, 10), orders(1));
      Lease<Optional<Order>> lease = lease(key(2));
      invalidate(new Invalidation.Everything());
      assertFalse(fill(lease, version(1)));
      assertGone(key(1));
      assertGone(page(PACKAGING, 10));
    }

    @Test
    void leavesTheGuardPresent() {
      invalidate(after(CHANGE), new Invalidation.Everything());
      cache(key(1), version(2));
      assertHit(key(1), version(2));
    }
  }

  @Nested
  class ADoneMark {

    private static final CacheKey<OrderPage> FROM = page(APPROVED, 10);

    @BeforeEach
    void setTheGuard() {
      setGuard();
    }

    /** Applies these changes, as a relay that finds them in the log. */
    private void relay(OrderChange... changes) {
      Invalidation[] invalidations = new Invalidation[changes.length];
      for (int i = 0; i < changes.length; i++) {
        invalidations[i] = after(changes[i]);
      }
      takeOver(2, new Progress(1, 1), Duration.ofMinutes(1), invalidations);
    }

    @Test
    void sparesTheRelayASecondDeletion() {
      invalidate(after(CHANGE));
      cache(key(1), version(2));
      relay(CHANGE);
      assertHit(key(1), version(2));
    }

    @Test
    void isNotForAnEarlierVersion() {
      invalidate(after(change(3, STARTED, PACKAGING, "tx-3")));
      cache(FROM, orders(1));
      relay(CHANGE, change(3, STARTED, PACKAGING, "tx-3"));
      assertGone(FROM);
    }

    @Test
    void isNotForALaterVersion() {
      invalidate(after(CHANGE));
      cache(key(1), version(2));
      relay(change(3, STARTED, PACKAGING, "tx-3"));
      assertGone(key(1));
    }

    @Test
    void isNotForTheSameVersionOfAnotherTransaction() {
      invalidate(after(CHANGE));
      cache(key(1), version(2));
      relay(change(2, APPROVED, STARTED, "tx-9"));
      assertGone(key(1));
    }

    @Test
    void isNotForAnotherOrder() {
      invalidate(after(CHANGE));
      cache(key(12), version(2));
      relay(new OrderChange(new OrderId(12), 2, APPROVED, STARTED, CHANGE.transaction()));
      assertGone(key(12));
    }

    @Test
    void isOnlyForTheEntriesThatItsWriterDeleted() {
      cache(FROM, orders(1));
      invalidate(Invalidation.after(CHANGE, change -> Set.of(key(1).entry())));
      cache(key(1), version(2));
      relay(CHANGE);
      assertHit(key(1), version(2));
      assertGone(FROM);
    }

    @Test
    void isNotForAnEntryWhoseNameIsPartOfOneThatItsWriterDeleted() {
      OrderStatus part = new OrderStatus("PACK");
      cache(key(1), version(1));
      cache(page(part, 10), orders(1));
      invalidate(
          Invalidation.after(
              CHANGE, change -> Set.of(key(12).entry(), page(PACKAGING, 10).entry())));
      relay(CHANGE, change(2, part, null, CHANGE.transaction()));
      assertGone(key(1));
      assertGone(page(part, 10));
    }

    @Test
    void isNotLeftByADeletionByHand() {
      invalidate(Invalidation.of(key(1).entry()));
      cache(key(1), version(2));
      relay(CHANGE);
      assertGone(key(1));
    }

    @Test
    void doesNotPreventADeletionByHand() {
      invalidate(after(CHANGE));
      cache(key(1), version(2));
      invalidate(Invalidation.of(key(1).entry()));
      assertGone(key(1));
    }

    @Test
    void isLostWithTheServersMemory() {
      invalidate(after(CHANGE));
      under.flush();
      setGuard();
      cache(key(1), version(1));
      relay(CHANGE);
      assertGone(key(1));
    }
  }
}
