package dev.ordercache.redis;

import static dev.ordercache.redis.RedisUnderTest.LONG_TIMEOUTS;
import static dev.ordercache.redis.RedisUnderTest.freshNamespace;
import static dev.ordercache.redis.RedisUnderTest.key;
import static dev.ordercache.redis.RedisUnderTest.term;
import static dev.ordercache.redis.TestOrders.APPROVED;
import static dev.ordercache.redis.TestOrders.PAGE;
import static dev.ordercache.redis.TestOrders.behind;
import static dev.ordercache.redis.TestOrders.found;
import static dev.ordercache.redis.TestOrders.notFound;
import static dev.ordercache.redis.TestOrders.order;
import static dev.ordercache.redis.TestOrders.page;
import static dev.ordercache.redis.TestOrders.pageOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Order;
import dev.ordercache.OrderPage;
import dev.ordercache.Snapshot;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.CacheKey.CountKey;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import dev.ordercache.plan.CachePlan;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The account of the bytes that orders and lists take. */
class MemoryTest {

  /** Long enough for a busy machine to fill before it has passed, and short enough to wait for. */
  private static final Duration SHORT = Duration.ofSeconds(3);

  private RedisUnderTest redis = RedisUnderTest.create().guarded();

  @AfterEach
  void close() {
    redis.close();
  }

  private void use(CachePlan plan, RedisSettings settings) {
    redis.close();
    redis = RedisUnderTest.create(plan, settings).guarded();
  }

  private long account() {
    return redis.cache.memory();
  }

  /** The identities of values, which are stored with them, differ in length. */
  private void assertAbout(long expected) {
    long bytes = account();
    assertTrue(Math.abs(bytes - expected) < 50, () -> bytes + " instead of " + expected);
  }

  /** The bytes of the same values as reported by Redis. */
  private long usage() {
    return redis.raw.keys(redis.prefix + "*").stream()
        .filter(name -> name.contains(":order:") || name.contains(":list:"))
        .mapToLong(this::usage)
        .sum();
  }

  private long usage(String name) {
    CommandArgs<String, String> exactly =
        new CommandArgs<>(StringCodec.UTF8).add("USAGE").addKey(name).add("SAMPLES").add(0);
    Long bytes =
        redis.raw.dispatch(CommandType.MEMORY, new IntegerOutput<>(StringCodec.UTF8), exactly);
    return bytes == null ? 0 : bytes; // it has expired meanwhile
  }

  private void fillOrders(long from, long to) {
    fillOrders(redis.cache, from, to);
  }

  private static void fillOrders(RedisOrderCache cache, long from, long to) {
    List<CacheKey<Optional<Order>>> keys =
        LongStream.range(from, to)
            .<CacheKey<Optional<Order>>>mapToObj(RedisUnderTest::key)
            .toList();
    List<Fill<Optional<Order>>> fills =
        cache.lookup(keys).stream()
            .filter(Lookup.Leased.class::isInstance)
            .map(lookup -> ((Lookup.Leased<Optional<Order>>) lookup).lease())
            .map(lease -> new Fill<>(lease, found(1, 1)))
            .toList();
    cache.fill(fills);
  }

  private static Snapshot<OrderPage> pageOf(int size) {
    return TestOrders.pageOf(
        IntStream.range(0, size).mapToObj(id -> order(id, APPROVED, 1)).toArray(Order[]::new));
  }

  private void awaitNothing() {
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> account() == 0);
  }

  @Test
  void isAtLeastWhatRedisNeedsAndNotMuchMore() {
    fillOrders(0, 300);
    long orders = usage();
    assertTrue(account() >= orders && account() < orders * 1.4, account() + " for " + orders);
    for (int size = 1; size <= 200; size++) {
      redis.cached(behind(size), pageOf(size));
    }
    redis.cached(new CountKey(APPROVED), new Snapshot<>(7L, TestOrders.NOW));
    long all = usage();
    assertTrue(account() >= all && account() < all * 1.4, account() + " for " + all);
  }

  @Test
  void isDiscountedByEveryDeletion() {
    redis.cached(PAGE, pageOf(50));
    redis.cached(behind(1), pageOf(50));
    redis.cached(key(1), found(1, 1));
    redis.cached(key(2), found(2, 1));
    redis.cache.invalidate(List.of(Invalidation.of(PAGE.entry(), key(1).entry())));
    redis.target.applyRound(term(1, 0, 0), 1, redis.round(60_000, Invalidation.of(key(2).entry())));
    assertEquals(0, account());

    redis.cached(key(3), found(3, 1));
    redis.target.takeOver(term(2, 1, 2), redis.round(60_000, Invalidation.of(key(3).entry())));
    assertEquals(0, account());

    redis.cached(key(4), found(4, 1));
    long one = account();
    redis.cache.invalidate(List.of(new Invalidation.Everything()));
    assertEquals(one, account(), "the entry still exists");
    redis.lease(key(4));
    assertEquals(0, account());
  }

  @Test
  void ofAPageIsDiscountedWhenItMakesRoom() {
    use(freshNamespace(), LONG_TIMEOUTS.withPagesPerList(1));
    redis.cached(behind(1), pageOf(50));
    long one = account();
    for (int place = 2; place < 30; place++) {
      redis.lookup(behind(place));
      redis.cached(behind(place), pageOf(50));
    }
    assertAbout(one);
  }

  @Test
  void isNotCountedTwiceForARepeatedCall() {
    Lease<Optional<Order>> lease = redis.lease(key(1));
    redis.fill(lease, found(1, 1));
    long one = account();
    redis.fill(lease, found(1, 1));
    assertEquals(one, account());
    redis.invalidate(1);
    redis.invalidate(1);
    assertEquals(0, account());
  }

  @Test
  void isDiscountedAfterExpiryAndLeavesNothing() {
    use(freshNamespace().toBuilder().ttl(SHORT).build(), LONG_TIMEOUTS);
    fillOrders(0, 10);
    redis.cached(PAGE, pageOf(50));
    redis.cached(key(99), notFound());
    assertTrue(account() > 0);
    awaitNothing();
    assertEquals(0, redis.raw.exists(redis.prefix + "memory"));
  }

  /** The account itself does not expire then. */
  @Test
  void isDiscountedAfterExpiryAlsoWhileMoreIsWritten() {
    use(freshNamespace().toBuilder().ttl(SHORT).build(), LONG_TIMEOUTS);
    fillOrders(0, 100);
    long hundred = account();
    AtomicLong next = new AtomicLong(1_000);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              redis.cached(key(next.get()), found(next.getAndIncrement(), 1));
              return account() < hundred / 2;
            });
  }

  /** As in a rolling change of the setting. */
  @Test
  void isDiscountedAfterExpiryAlsoWhereOthersWriteValuesThatLiveLonger() {
    use(freshNamespace().toBuilder().ttl(SHORT).build(), LONG_TIMEOUTS);
    fillOrders(0, 100);
    long hundred = account();
    CachePlan longer = redis.plan.toBuilder().ttl(Duration.ofHours(1)).build();
    fillOrders(new RedisOrderCache(redis.connections, longer, redis.settings), 100, 110);
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> account() < hundred / 2);
    assertTrue(account() > 0);
  }

  /** As an eviction, of which no script is notified either. */
  @Test
  void ofValuesDeletedByHandIsDiscountedAfterExpiry() {
    use(freshNamespace().toBuilder().ttl(SHORT).build(), LONG_TIMEOUTS);
    fillOrders(0, 10);
    long before = account();
    redis.raw.del(redis.prefix + "order:1", redis.prefix + "order:2");
    assertEquals(before, account());
    awaitNothing();
  }

  /** As after a failover. The bytes of the earlier entries are freed when a lookup finds them. */
  @Test
  void ofAnEarlierEpochIsRoomForTheSameOrders() {
    use(freshNamespace(), LONG_TIMEOUTS.withMaxMemory(200_000));
    for (int from = 0; account() < 100_000; from += 10) {
      fillOrders(from, from + 10);
    }
    redis.cache.invalidate(List.of(new Invalidation.Everything()));
    List<CacheKey<Optional<Order>>> same =
        LongStream.range(0, 50).<CacheKey<Optional<Order>>>mapToObj(RedisUnderTest::key).toList();
    RedisOrderCache other = new RedisOrderCache(redis.connections, redis.plan, redis.settings);

    List<Lookup<Optional<Order>>> found = other.lookup(same);
    long leased = found.stream().filter(Lookup.Leased.class::isInstance).count();
    assertTrue(leased >= 40, leased + " of 50; only those beyond half of the memory may be full");
  }

  @Test
  void isLostWithTheRestInAFlush() {
    fillOrders(0, 10);
    redis.raw.keys(redis.prefix + "*").forEach(redis.raw::del);
    assertEquals(0, account());
  }

  /** The existing values are no longer counted, but do not make room twice either. */
  @Test
  void thatIsDeletedByHandStartsAgainAtZero() {
    fillOrders(0, 10);
    redis.raw.del(redis.prefix + "memory");
    fillOrders(10, 20);
    long ten = account();
    assertTrue(ten > 0);
    LongStream.range(0, 5).forEach(redis::invalidate);
    assertTrue(account() >= 0 && account() <= ten, () -> account() + " of " + ten);
    LongStream.range(5, 20).forEach(redis::invalidate);
    assertEquals(0, account());
    fillOrders(0, 10);
    assertAbout(ten);
  }

  @Test
  void thatWasBrokenByHandIsReplaced() {
    redis.raw.set(redis.prefix + "memory", "broken");
    redis.cached(key(1), found(1, 1));
    assertTrue(account() > 0);
    redis.raw.del(redis.prefix + "memory");
    redis.raw.set(redis.prefix + "memory", "broken");
    redis.cached(key(2), notFound());
    redis.raw.set(redis.prefix + "memory", "broken");
    redis.invalidate(1);
    assertInstanceOf(Lookup.Leased.class, redis.lookup(key(1)));
    assertEquals(0, account());
  }

  /** Whatever is requested, invalidated, lost or absent, in any order. */
  @Test
  void neverExceedsItsBoundAndDriftsForNoLongerThanALife() {
    Random random = new Random(7);
    int bound = 1 << 17;
    use(
        freshNamespace().toBuilder().ttl(SHORT).negativeTtl(Duration.ofMillis(300)).build(),
        LONG_TIMEOUTS.withMaxMemory(bound));
    redis.cached(page(APPROVED, 10), pageOf(10));
    long peak = 0;
    for (int step = 0; step < 3_000; step++) {
      int id = random.nextInt(random.nextBoolean() ? 50 : 1_000);
      switch (random.nextInt(8)) {
        case 0 -> redis.invalidate(id);
        case 1 -> redis.raw.del(redis.prefix + "order:" + id);
        case 2 -> request(behind(id), pageOf(random.nextInt(20)));
        case 3 -> request(key(id), notFound());
        default -> request(key(id), found(id, 1));
      }
      if (step % 100 == 0) {
        long bytes = usage();
        assertTrue(bytes < bound, () -> bytes + " bytes");
        peak = Math.max(peak, account());
      }
    }
    assertTrue(peak > bound / 2, "the bound was approached");
    redis.raw.del(redis.prefix + "list:" + APPROVED);
    awaitNothing();
  }

  private <V> void request(CacheKey<V> key, Snapshot<V> value) {
    if (redis.lookup(key) instanceof Lookup.Leased<V> leased) {
      redis.fill(leased.lease(), value);
    }
  }
}
