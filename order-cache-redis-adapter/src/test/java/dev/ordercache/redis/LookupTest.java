package dev.ordercache.redis;

import static dev.ordercache.redis.RedisUnderTest.LONG_TIMEOUTS;
import static dev.ordercache.redis.RedisUnderTest.freshNamespace;
import static dev.ordercache.redis.RedisUnderTest.key;
import static dev.ordercache.redis.TestOrders.APPROVED;
import static dev.ordercache.redis.TestOrders.PAGE;
import static dev.ordercache.redis.TestOrders.behind;
import static dev.ordercache.redis.TestOrders.found;
import static dev.ordercache.redis.TestOrders.page;
import static dev.ordercache.redis.TestOrders.pageOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Order;
import dev.ordercache.OrderPage;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.CacheKey.CountKey;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LookupTest {

  /** A lease time that even a busy machine does not exceed. */
  private static final Duration LONG = Duration.ofSeconds(30);

  private RedisUnderTest redis = RedisUnderTest.create().guarded();

  @AfterEach
  void close() {
    redis.close();
  }

  private void use(RedisSettings settings) {
    redis.close();
    redis = RedisUnderTest.create(freshNamespace(), settings).guarded();
  }

  @Test
  void aMissGivesALeaseAndTheFilledValueIsAHit() {
    Lease<?> lease = redis.cached(key(7), found(7, 1));

    Lookup.Hit<?> hit = assertInstanceOf(Lookup.Hit.class, redis.lookup(key(7)));
    assertEquals(found(7, 1), hit.snapshot());
    assertEquals(lease.generation(), hit.generation());
  }

  @Test
  void pagesAndTheCountOfAListShareAGeneration() {
    Lease<OrderPage> page = redis.cached(PAGE, pageOf());
    Lease<Long> count = redis.lease(new CountKey(APPROVED));
    assertEquals(page.generation(), count.generation());
    assertNotEquals(page.token(), count.token());
  }

  @Test
  void aSecondLoaderReceivesTheRemainingLeaseTime() {
    use(LONG_TIMEOUTS.withLeaseTime(LONG));
    redis.lease(key(7));
    Lookup.Busy<?> busy = assertInstanceOf(Lookup.Busy.class, redis.lookup(key(7)));
    assertTrue(busy.remaining().compareTo(LONG) <= 0, busy::toString);
    assertTrue(busy.remaining().compareTo(LONG.dividedBy(2)) > 0, busy::toString);
  }

  @Test
  void anAbandonedLeaseEnds() {
    use(LONG_TIMEOUTS.withLeaseTime(Duration.ofMillis(50)));
    Lease<?> abandoned = redis.lease(key(7));
    Awaitility.await()
        .pollInterval(Duration.ofMillis(5))
        .until(() -> redis.lookup(key(7)) instanceof Lookup.Leased<?>);
    assertEquals(abandoned.generation().value(), redis.raw.hget(redis.prefix + "order:7", "g"));
  }

  @Test
  void withoutAGuardTheValueIsUnverified() {
    redis.cached(key(7), found(7, 1));
    redis.raw.del(redis.prefix + "guard");
    assertEquals(new Lookup.Unverified<>(found(7, 1)), redis.lookup(key(7)));
    assertEquals(new Lookup.Unverified<>(null), redis.lookup(key(8)));
    assertEquals(0, redis.raw.exists(redis.prefix + "order:8"), "no lease is granted");
  }

  @Test
  void aGuardWithoutAnEndIsIgnored() {
    redis.raw.persist(redis.prefix + "guard");
    assertInstanceOf(Lookup.Unverified.class, redis.lookup(key(7)));
  }

  @Test
  void withoutAnEpochNothingIsVerified() {
    redis.cached(key(7), found(7, 1));
    redis.raw.hdel(redis.prefix + "relay", "epoch");
    assertEquals(new Lookup.Unverified<>(found(7, 1)), redis.lookup(key(7)));
  }

  @Test
  void anEntryOfAnOlderEpochIsAbsent() {
    Lease<OrderPage> old = redis.cached(PAGE, pageOf());
    redis.raw.hset(redis.prefix + "relay", "epoch", "another");
    Lease<OrderPage> lease = redis.lease(PAGE);
    assertNotEquals(old.generation(), lease.generation());
    assertNull(redis.raw.hget(redis.prefix + "list:" + APPROVED, PAGE.field()));
  }

  @Test
  void twoPagesOfAnOlderEpochBeginOneGeneration() {
    redis.cached(PAGE, pageOf());
    redis.raw.hset(redis.prefix + "relay", "epoch", "another");
    List<Lookup<OrderPage>> lookups = redis.cache.lookup(List.of(PAGE, page(APPROVED, 51)));
    Lookup.Leased<?> first = assertInstanceOf(Lookup.Leased.class, lookups.get(0));
    Lookup.Leased<?> second = assertInstanceOf(Lookup.Leased.class, lookups.get(1));
    assertEquals(first.lease().generation(), second.lease().generation());
  }

  @Test
  void aListKeepsNoMoreThanItsPages() {
    use(LONG_TIMEOUTS.withPagesPerList(2).withLeaseTime(LONG));
    redis.cached(behind(1), pageOf());
    Lease<OrderPage> second = redis.lease(behind(2));
    assertInstanceOf(Lookup.Full.class, redis.lookup(behind(3)));
    assertInstanceOf(Lookup.Busy.class, redis.lookup(behind(2)));
    assertTrue(redis.fill(second, pageOf()));
    assertInstanceOf(Lookup.Full.class, redis.lookup(behind(4)));
    assertInstanceOf(Lookup.Hit.class, redis.lookup(behind(2)));
    redis.cached(page(APPROVED, 10), pageOf());
  }

  /**
   * The lease of a loader that has died: no caller waits for it, and it takes no place from others.
   */
  @Test
  void anExpiredLeaseMakesRoomForAPageThatIsRequestedAgain() {
    use(LONG_TIMEOUTS.withPagesPerList(1).withLeaseTime(Duration.ofMillis(300)));
    redis.cache.lookup(List.of(behind(1), behind(2)));
    assertInstanceOf(Lookup.Full.class, redis.lookup(behind(3)));
    Awaitility.await()
        .pollInterval(Duration.ofMillis(5))
        .until(() -> redis.lookup(behind(3)) instanceof Lookup.Leased<?>);
    assertEquals(4, redis.raw.hlen(redis.prefix + "list:" + APPROVED), "g, e and two leases");
  }

  @Test
  void aLeaseThatIsHeldMakesNoRoom() {
    use(LONG_TIMEOUTS.withPagesPerList(1).withLeaseTime(LONG));
    Lease<OrderPage> first = redis.lease(behind(1));
    Lease<OrderPage> second = redis.lease(behind(2));
    for (int i = 0; i < 3; i++) {
      assertInstanceOf(Lookup.Full.class, redis.lookup(behind(3)));
    }
    assertTrue(redis.fill(first, pageOf()));
    assertTrue(redis.fill(second, pageOf()));
  }

  @Test
  void readsAndFillsDoNotExtendTheTimeToLive() {
    redis.cached(page(APPROVED, 1), pageOf());
    String list = redis.prefix + "list:" + APPROVED;
    redis.raw.pexpire(list, 60_000);
    redis.lookup(page(APPROVED, 1));
    redis.cached(page(APPROVED, 2), pageOf());
    assertTrue(redis.raw.pttl(list) <= 60_000);
  }

  @Test
  void timesToLiveDifferWithinTenPercent() {
    List<CacheKey<Optional<Order>>> keys =
        LongStream.range(0, 200).<CacheKey<Optional<Order>>>mapToObj(RedisUnderTest::key).toList();
    redis.cache.lookup(keys);
    long[] lives =
        LongStream.range(0, 200).map(id -> redis.raw.pttl(redis.prefix + "order:" + id)).toArray();
    long hour = Duration.ofHours(1).toMillis();
    assertTrue(LongStream.of(lives).allMatch(life -> life > hour * 0.89 && life <= hour * 1.1));
    assertTrue(LongStream.of(lives).max().orElseThrow() > hour * 1.05);
    assertTrue(LongStream.of(lives).min().orElseThrow() < hour * 0.95);
  }

  @Test
  void leasesAndGenerationsAreNeverTheSame() {
    Lease<?> first = redis.lease(key(7));
    redis.invalidate(7);
    Lease<?> second = redis.lease(key(7));
    assertNotEquals(first.generation(), second.generation());
    assertNotEquals(first.token(), second.token());
    assertEquals(
        3,
        redis.cache.lookup(List.of(key(10), key(11), key(12))).stream()
            .map(lookup -> ((Lookup.Leased<?>) lookup).lease().generation())
            .distinct()
            .count());
    assertNotEquals(
        ((Lookup.Leased<?>) redis.otherInstance().lookup(List.of(key(8))).get(0)).lease().token(),
        redis.lease(key(9)).token());
  }

  @Test
  void everyEntryHasATimeToLive() {
    redis.lease(key(7));
    redis.cached(PAGE, pageOf());
    redis.raw.hset(redis.prefix + "relay", "epoch", "another");
    redis.cached(PAGE, pageOf());
    redis.raw.pexpire(redis.prefix + "order:7", 1);
    Awaitility.await().until(() -> redis.raw.exists(redis.prefix + "order:7") == 0);
    redis.cached(key(7), found(7, 1));
    assertTrue(redis.raw.pttl(redis.prefix + "order:7") > 60_000);
    assertTrue(redis.raw.pttl(redis.prefix + "list:" + APPROVED) > 60_000);
  }
}
