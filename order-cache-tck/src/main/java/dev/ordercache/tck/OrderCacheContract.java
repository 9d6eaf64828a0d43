package dev.ordercache.tck;

import static dev.ordercache.memory.Orders.APPROVED;
import static dev.ordercache.memory.Orders.STARTED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Order;
import dev.ordercache.OrderPage;
import dev.ordercache.Snapshot;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.OrderCacheException;
import dev.ordercache.memory.CacheSettings;
import dev.ordercache.memory.Orders;
import dev.ordercache.relay.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The contract of every {@link dev.ordercache.cache.OrderCache}. Short times in its settings are
 * long enough for a server that answers within half a second.
 */
public abstract class OrderCacheContract extends CacheRoomContract {

  @Nested
  class AFill {

    @BeforeEach
    void setTheGuard() {
      setGuard();
    }

    @Test
    void afterAnInvalidationIsRefused() {
      Lease<Optional<Order>> lease = lease(key(1));
      invalidate(after(change(2, APPROVED, STARTED, "tx-2")));
      assertFalse(fill(lease, version(1)));
      assertGone(key(1));
    }

    @Test
    void afterAnInvalidationIsRefusedAlsoWhenAnotherLoadsMeanwhile() {
      Lease<OrderPage> old = lease(page(APPROVED, 10));
      invalidate(after(change(2, APPROVED, STARTED, "tx-2")));
      Lease<OrderPage> fresh = lease(page(APPROVED, 10));
      assertFalse(fill(old, orders(1)));
      assertTrue(fill(fresh, orders()));
      assertHit(page(APPROVED, 10), orders());
    }

    @Test
    void afterAnEvictionIsRefused() {
      Lease<Optional<Order>> lease = lease(key(1));
      under.evict(key(1).entry());
      assertFalse(fill(lease, version(1)));
      assertGone(key(1));
    }

    @Test
    void afterAFlushIsRefused() {
      Lease<Optional<Order>> lease = lease(key(1));
      under.flush();
      assertFalse(fill(lease, version(1)));
      setGuard();
      assertFalse(fill(lease, version(1)));
      assertGone(key(1));
    }

    @Test
    void ofAnEarlierEpochIsRefused() {
      Lease<Optional<Order>> lease = lease(key(1));
      assertTrue(takeOver(2, new Progress(1, 99), Duration.ofMinutes(1)).newEpoch());
      assertFalse(fill(lease, version(1)));
      assertGone(key(1));
    }

    @Test
    void isRefusedOnceAnotherHasTheLease() {
      reopen(CacheSettings.defaults().withLeaseTime(Duration.ofMillis(300)));
      Lease<Optional<Order>> paused = lease(key(1));
      under.passTime(Duration.ofMillis(400));
      Lease<Optional<Order>> other = lease(key(1));
      assertFalse(fill(paused, version(1)));
      assertTrue(fill(other, version(2)));
      assertFalse(fill(paused, version(1)));
      assertHit(key(1), version(2));
    }

    @Test
    void isAcceptedAfterTheLeaseTimeIfNoOtherCallerHasALease() {
      reopen(CacheSettings.defaults().withLeaseTime(Duration.ofMillis(300)));
      Lease<Optional<Order>> lease = lease(key(1));
      under.passTime(Duration.ofMillis(400));
      assertTrue(fill(lease, version(1)));
    }

    @Test
    void endsItsLease() {
      Lease<Optional<Order>> lease = lease(key(1));
      assertTrue(fill(lease, version(1)));
      assertFalse(fill(lease, version(2)));
      assertHit(key(1), version(1));
    }

    @Test
    void ofManyIsTakenOrRefusedOneByOne() {
      List<Fill<Optional<Order>>> fills = new ArrayList<>();
      for (Lookup<Optional<Order>> lookup :
          under.cache().lookup(LongStream.rangeClosed(1, 1_000).mapToObj(id -> key(id)).toList())) {
        Lookup.Leased<Optional<Order>> leased = (Lookup.Leased<Optional<Order>>) lookup;
        fills.add(new Fill<>(leased.lease(), new Snapshot<>(version(1), Orders.start())));
      }
      invalidate(Invalidation.of(key(2).entry(), key(999).entry()));
      List<Boolean> taken = under.cache().fill(fills);
      LongStream.rangeClosed(1, 1_000)
          .forEach(id -> assertEquals(id != 2 && id != 999, taken.get((int) id - 1)));
      assertEquals(List.of(), under.cache().fill(List.<Fill<Long>>of()));
    }
  }

  @Nested
  class AReleasedLease {

    @BeforeEach
    void setTheGuard() {
      setGuard();
    }

    @Test
    void isGivenToTheNextAndCannotBeUsedAnyMore() {
      Lease<Optional<Order>> lease = lease(key(1));
      under.cache().release(List.of(lease));
      Lease<Optional<Order>> next = lease(key(1));
      assertFalse(fill(lease, version(1)));
      assertTrue(fill(next, version(2)));
    }

    @Test
    void isReleasedTogetherWithLeasesThatNoLongerExist() {
      Lease<Optional<Order>> first = lease(key(1));
      Lease<Optional<Order>> gone = lease(key(2));
      Lease<Optional<Order>> last = lease(key(3));
      invalidate(Invalidation.of(key(2).entry()));
      under.cache().release(List.of(first, gone, last));
      lease(key(1));
      lease(key(3));
    }

    @Test
    void thatIsNoLongerHeldLeavesTheHoldersLeaseUnchanged() {
      Lease<Optional<Order>> old = lease(key(1));
      invalidate(Invalidation.of(key(1).entry()));
      Lease<Optional<Order>> holder = lease(key(1));
      under.cache().release(List.of(old));
      assertInstanceOf(Lookup.Busy.class, lookup(key(1)));
      assertTrue(fill(holder, version(2)));
      under.cache().release(List.of(holder));
      assertHit(key(1), version(2));
    }
  }

  @Nested
  class AValue {

    @Test
    void livesForItsTimeHoweverOftenItIsRead() {
      Duration time = Duration.ofSeconds(3);
      reopen(CacheSettings.defaults().withTimeToLive(time));
      assertLivesFor(time, key(1), version(1));
    }

    @Test
    void thatSaysThatThereIsNoOrderLivesShorter() {
      Duration time = Duration.ofSeconds(1);
      reopen(CacheSettings.defaults().withNegativeTimeToLive(time));
      cache(key(2), version(1));
      assertLivesFor(time, key(1), Optional.empty());
      assertHit(key(2), version(1));
    }
  }

  @Nested
  class AServerThatNeverAnswers {

    @Test
    void failsALookup() {
      assertFails(
          OrderCacheException.class,
          silent -> silent.cache().<Optional<Order>>lookup(List.of(key(1))));
    }

    @Test
    void failsAnInvalidation() {
      assertFails(
          OrderCacheException.class,
          silent -> silent.cache().invalidate(List.of(Invalidation.of(key(1).entry()))));
    }
  }
}
