package dev.ordercache.tck;

import static dev.ordercache.memory.Orders.APPROVED;
import static dev.ordercache.memory.Orders.STARTED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Cursor;
import dev.ordercache.Order;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderSort;
import dev.ordercache.cache.CacheKey.CountKey;
import dev.ordercache.cache.CacheKey.OrderKey;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import dev.ordercache.memory.CacheSettings;
import dev.ordercache.memory.Orders;
import dev.ordercache.relay.RelayTarget.Round;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The part of {@link OrderCacheContract} that is about lookups. */
abstract class CacheLookupContract extends CacheInvalidationContract {

  @Nested
  class ALookup {

    @BeforeEach
    void setTheGuard() {
      setGuard();
    }

    @Test
    void ofAFilledValueIsAHitOfTheLeasesGeneration() {
      Lease<Optional<Order>> lease = lease(key(1));
      assertTrue(fill(lease, version(1)));
      assertEquals(lease.generation(), assertHit(key(1), version(1)).generation());
    }

    @Test
    void returnsTheFilledValue() {
      Order taken = Orders.order(4).assignee("Zoë").status(STARTED).version(1L << 40).build();
      Cursor next = Cursor.after(OrderSort.DUE, taken);
      cache(key(4), Optional.of(taken));
      cache(key(5), Optional.empty());
      cache(page(APPROVED, 1), new OrderPage(List.of(taken), next));
      cache(page(APPROVED, 2), orders());
      cache(new CountKey(APPROVED), 5_000_000_000L);
      assertHit(key(4), Optional.of(taken));
      assertHit(key(5), Optional.empty());
      assertHit(page(APPROVED, 1), new OrderPage(List.of(taken), next));
      assertHit(page(APPROVED, 2), orders());
      assertHit(new CountKey(APPROVED), 5_000_000_000L);
    }

    @Test
    void whileAnotherLoadsIsBusyForNoLongerThanTheLease() {
      lease(key(1));
      Lookup.Busy<?> busy = assertInstanceOf(Lookup.Busy.class, lookup(key(1)));
      assertTrue(busy.remaining().compareTo(Duration.ZERO) > 0);
      assertTrue(busy.remaining().compareTo(CacheSettings.defaults().leaseTime()) <= 0);
    }

    @Test
    void ofAnotherPageOfTheSameGenerationIsNotBusy() {
      Lease<OrderPage> one = lease(page(APPROVED, 1));
      Lease<OrderPage> other = lease(page(APPROVED, 2));
      assertEquals(one.generation(), other.generation());
      assertTrue(fill(one, orders(1)));
      assertTrue(fill(other, orders(1, 2)));
    }

    @Test
    void ofTwoPagesOfAListInOneCallBeginsOneGeneration() {
      List<Lookup<OrderPage>> lookups =
          under.cache().lookup(List.of(page(APPROVED, 1), page(APPROVED, 2)));
      Lease<OrderPage> one = leased(lookups.get(0));
      Lease<OrderPage> other = leased(lookups.get(1));
      assertEquals(one.generation(), other.generation());
      assertTrue(fill(one, orders(1)));
      assertTrue(fill(other, orders(1, 2)));
    }

    @Test
    void ofTwoPagesOfAListInOneCallMayFindOneOfThem() {
      Lease<OrderPage> one = lease(page(APPROVED, 1));
      assertTrue(fill(one, orders(1)));
      List<Lookup<OrderPage>> lookups =
          under.cache().lookup(List.of(page(APPROVED, 2), page(APPROVED, 1)));
      assertInstanceOf(Lookup.Hit.class, lookups.get(1));
      Lease<OrderPage> other = leased(lookups.get(0));
      assertEquals(one.generation(), other.generation());
      assertTrue(fill(other, orders(1, 2)));
      assertHit(page(APPROVED, 1), orders(1));
    }

    @Test
    void afterTheLeasesTimeGivesItToTheNext() {
      reopen(CacheSettings.defaults().withLeaseTime(Duration.ofMillis(300)));
      Lease<Optional<Order>> first = lease(key(1));
      under.passTime(Duration.ofMillis(400));
      assertNotEquals(first.token(), lease(key(1)).token());
    }

    @Test
    void ofManyAnswersEachInItsPlace() {
      cache(key(2), version(2));
      lease(key(3));
      List<Lookup<Optional<Order>>> lookups =
          under.cache().lookup(List.of(key(1), key(2), key(3), key(4)));
      assertEquals(4, lookups.size());
      assertInstanceOf(Lookup.Leased.class, lookups.get(0));
      assertInstanceOf(Lookup.Hit.class, lookups.get(1));
      assertInstanceOf(Lookup.Busy.class, lookups.get(2));
      assertInstanceOf(Lookup.Leased.class, lookups.get(3));
      assertEquals(List.of(), under.cache().<Optional<Order>>lookup(List.<OrderKey>of()));
    }
  }

  /** As during a rolling change of the setting: the relay's instance has another bound. */
  @Nested
  class ALookupByAReaderWithItsOwnBound {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private void cacheForAReaderOf(Duration bound) {
      reopen(CacheSettings.defaults().withStalenessBound(bound));
      cache(key(1), version(1));
    }

    /** The next round sets a guard of an hour, computed from a time this long ago. */
    private void applyRoundOfAge(long seq, Duration age) {
      Round round = new Round(List.of(), before(under.target().time(), age), HOUR);
      assertTrue(under.target().applyRound(term(1), seq, round).accepted());
    }

    @Test
    void isAHitWhileTheGuardIsYoungerThanAShorterBound() {
      cacheForAReaderOf(MINUTE);
      applyRoundOfAge(1, Duration.ZERO);
      assertHit(key(1), version(1));
    }

    @Test
    void isUnverifiedOnceTheGuardIsAsOldAsAShorterBound() {
      cacheForAReaderOf(MINUTE);
      applyRoundOfAge(1, MINUTE);
      assertUnverified(key(1), version(1));
      assertUnverified(key(2), null);
    }

    @Test
    void isAHitForAsLongAsTheGuardLivesForALongerBound() {
      cacheForAReaderOf(HOUR.multipliedBy(2));
      applyRoundOfAge(1, HOUR.minusMinutes(1));
      assertHit(key(1), version(1));
      applyRoundOfAge(2, HOUR.plusMillis(1));
      assertUnverified(key(1), version(1));
    }
  }

  @Nested
  class ALookupWithoutAGuard {

    @Test
    void isUnverifiedAndGivesNoLease() {
      assertUnverified(key(1), null);
      setGuard();
      lease(key(1));
    }

    @Test
    void isUnverifiedOnceTheGuardHasExpired() {
      cacheUnderAShortGuard();
      under.passTime(LONGER);
      assertUnverified(key(1), version(1));
      assertUnverified(key(2), null);
    }
  }
}
