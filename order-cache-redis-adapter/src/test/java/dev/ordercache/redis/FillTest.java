package dev.ordercache.redis;

import static dev.ordercache.redis.RedisUnderTest.LONG_TIMEOUTS;
import static dev.ordercache.redis.RedisUnderTest.freshNamespace;
import static dev.ordercache.redis.RedisUnderTest.key;
import static dev.ordercache.redis.TestOrders.APPROVED;
import static dev.ordercache.redis.TestOrders.PAGE;
import static dev.ordercache.redis.TestOrders.found;
import static dev.ordercache.redis.TestOrders.notFound;
import static dev.ordercache.redis.TestOrders.pageOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Generation;
import dev.ordercache.Order;
import dev.ordercache.OrderPage;
import dev.ordercache.cache.CacheKey.CountKey;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Fills and releases. */
class FillTest {

  private static final Duration NEGATIVE = Duration.ofMinutes(10);

  /** Nothing expires while a test runs. */
  private final RedisUnderTest redis =
      RedisUnderTest.create(
              freshNamespace().toBuilder().ttl(Duration.ofHours(1)).negativeTtl(NEGATIVE).build(),
              LONG_TIMEOUTS.withLeaseTime(Duration.ofSeconds(30)))
          .guarded();

  @AfterEach
  void close() {
    redis.close();
  }

  @Test
  void aLeaseFillsOnce() {
    Lease<Optional<Order>> lease = redis.lease(key(7));
    assertTrue(redis.fill(lease, found(7, 1)));
    assertFalse(redis.fill(lease, found(7, 2)));
    assertEquals(1, redis.otherInstance().lookup(List.of(key(7))).size());
    assertEquals(found(7, 1), ((Lookup.Hit<?>) redis.lookup(key(7))).snapshot());
  }

  @Test
  void aLeaseOfAnotherGenerationOrTokenIsRefused() {
    Lease<Optional<Order>> lease = redis.lease(key(7));
    assertFalse(redis.fill(new Lease<>(key(7), lease.generation(), "t"), found(7, 1)));
    assertFalse(redis.fill(new Lease<>(key(7), new Generation("g"), lease.token()), found(7, 1)));
    assertTrue(redis.fill(lease, found(7, 1)), "the lease itself is still valid");
  }

  @Test
  void aLeaseOfOnePageDoesNotFillAnother() {
    Lease<OrderPage> lease = redis.lease(PAGE);
    Lease<OrderPage> forged =
        new Lease<>(TestOrders.page(APPROVED, 49), lease.generation(), lease.token());
    assertFalse(redis.fill(forged, pageOf()));
  }

  @Test
  void aFillOfAnOlderEpochIsRefused() {
    Lease<Optional<Order>> lease = redis.lease(key(7));
    redis.raw.hset(redis.prefix + "relay", "epoch", "another");
    assertFalse(redis.fill(lease, found(7, 1)));
  }

  @Test
  void aFillWithoutAnyEpochIsRefused() {
    Lease<Optional<Order>> lease = redis.lease(key(7));
    redis.raw.del(redis.prefix + "relay");
    assertFalse(redis.fill(lease, found(7, 1)));
  }

  @Test
  void aFillWithoutAGuardIsAHitLater() {
    Lease<Optional<Order>> lease = redis.lease(key(7));
    redis.raw.del(redis.prefix + "guard");
    assertTrue(redis.fill(lease, found(7, 1)));
    assertInstanceOf(Lookup.Unverified.class, redis.lookup(key(7)));
    redis.setGuard(1);
    assertInstanceOf(Lookup.Hit.class, redis.lookup(key(7)));
  }

  @Test
  void noSuchOrderLivesShorter() {
    redis.cached(key(7), notFound());
    long life = redis.raw.pttl(redis.prefix + "order:7");
    long longest = NEGATIVE.toMillis() * 11 / 10;
    assertTrue(life > NEGATIVE.toMillis() * 8 / 10 && life <= longest, () -> "ms to live: " + life);
    assertEquals(notFound(), ((Lookup.Hit<?>) redis.lookup(key(7))).snapshot());
  }

  @Test
  void noSuchOrderDoesNotLiveLongerThanItsEntry() {
    Lease<Optional<Order>> lease = redis.lease(key(7));
    redis.raw.pexpire(redis.prefix + "order:7", 5_000);
    redis.fill(lease, notFound());
    assertTrue(redis.raw.pttl(redis.prefix + "order:7") <= 5_000);
  }

  @Test
  void eachFillOfABatchStandsForItself() {
    Lease<Optional<Order>> good = redis.lease(key(7));
    Lease<Optional<Order>> invalidated = redis.lease(key(8));
    redis.invalidate(8);
    assertEquals(
        List.of(false, true),
        redis.cache.fill(
            List.of(new Fill<>(invalidated, found(8, 1)), new Fill<>(good, found(7, 1)))));
  }

  @Test
  void aReleasedLeaseIsGivenToTheNextAndFillsNothing() {
    Lease<Optional<Order>> lease = redis.lease(key(7));
    redis.cache.release(List.of(lease));
    Lease<Optional<Order>> next = redis.lease(key(7));
    assertFalse(redis.fill(lease, found(7, 1)));
    assertTrue(redis.fill(next, found(7, 1)));
  }

  @Test
  void releasingLeavesTheListsOtherValuesAlone() {
    redis.cached(PAGE, pageOf());
    redis.cache.release(List.of(redis.lease(new CountKey(APPROVED))));
    assertInstanceOf(Lookup.Hit.class, redis.lookup(PAGE));
    assertEquals(
        Set.of("g", "e", "b", PAGE.field()),
        redis.raw.hgetall(redis.prefix + "list:" + APPROVED).keySet());
  }

  @Test
  void releasingALeaseThatHasEndedLeavesTheNextLoadersAlone() {
    Lease<Optional<Order>> ended = redis.lease(key(7));
    redis.invalidate(7);
    Lease<Optional<Order>> next = redis.lease(key(7));
    redis.cache.release(List.of(ended));
    assertInstanceOf(Lookup.Busy.class, redis.lookup(key(7)));
    assertTrue(redis.fill(next, found(7, 2)));
  }

  @Test
  void releasingTheOnlyLeaseLeavesNothingBehind() {
    redis.cache.release(List.of(redis.lease(key(7))));
    assertEquals(0, redis.raw.exists(redis.prefix + "order:7"));
  }
}
