package dev.ordercache.redis;

import static dev.ordercache.redis.RedisUnderTest.key;
import static dev.ordercache.redis.TestOrders.APPROVED;
import static dev.ordercache.redis.TestOrders.PAGE;
import static dev.ordercache.redis.TestOrders.behind;
import static dev.ordercache.redis.TestOrders.found;
import static dev.ordercache.redis.TestOrders.order;
import static dev.ordercache.redis.TestOrders.pageOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Generation;
import dev.ordercache.Order;
import dev.ordercache.OrderPage;
import dev.ordercache.Snapshot;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an instance keeps decoded, and what it does with values that cannot be decoded. */
class ValidatedCopiesTest {

  private final RedisUnderTest redis = RedisUnderTest.create().guarded();
  private final RedisOrderCache other = redis.otherInstance();

  @AfterEach
  void close() {
    redis.close();
  }

  private static <V> Snapshot<V> hit(RedisOrderCache cache, CacheKey<V> key) {
    return ((Lookup.Hit<V>) cache.lookup(List.of(key)).get(0)).snapshot();
  }

  private long sentBytes() {
    String info = redis.raw.info("stats");
    String from = info.substring(info.indexOf("total_net_output_bytes:") + 23);
    return Long.parseLong(from.substring(0, from.indexOf('\r')));
  }

  @Test
  void aRepeatedHitIsTheSameObjectAndIsNotSentAgain() {
    redis.cached(PAGE, pageOf(order(7, APPROVED, 1), order(8, APPROVED, 1)));
    Snapshot<OrderPage> first = hit(other, PAGE);
    long before = sentBytes();
    long idle = sentBytes() - before;
    assertSame(first, hit(other, PAGE));
    assertTrue(sentBytes() - before - 2 * idle < 200, "a page of two orders takes more");
  }

  @Test
  void aFilledValueIsKeptToo() {
    Snapshot<OrderPage> page = pageOf(order(7, APPROVED, 1));
    redis.cached(PAGE, page);
    assertSame(page, hit(redis.cache, PAGE));
  }

  @Test
  void aRefusedValueIsNotKept() {
    redis.cached(PAGE, pageOf(order(7, APPROVED, 1)));
    Lease<OrderPage> gone = new Lease<>(PAGE, new Generation("g"), "t");
    Snapshot<OrderPage> refused = pageOf(order(7, APPROVED, 0));
    redis.cache.fill(List.of(new Fill<>(gone, refused)));
    assertEquals(pageOf(order(7, APPROVED, 1)), hit(redis.cache, PAGE));
  }

  @Test
  void aCopyIsDroppedWhenAnotherInstanceHasChangedTheValue() {
    redis.cached(PAGE, pageOf(order(7, APPROVED, 1)));
    Snapshot<OrderPage> first = hit(other, PAGE);
    redis.cache.invalidate(List.of(Invalidation.of(PAGE.entry())));
    assertInstanceOf(Lookup.Leased.class, other.lookup(List.of(PAGE)).get(0));
    redis.raw.del(redis.prefix + "list:" + APPROVED);
    redis.cached(PAGE, pageOf(order(7, APPROVED, 2)));
    assertEquals(pageOf(order(7, APPROVED, 2)), hit(other, PAGE));
    assertNotSame(first, hit(other, PAGE));
  }

  @Test
  void anUnverifiedValueMayBeTheKeptCopy() {
    Snapshot<OrderPage> page = pageOf(order(7, APPROVED, 1));
    redis.cached(PAGE, page);
    redis.raw.del(redis.prefix + "guard");
    Lookup.Unverified<OrderPage> unverified = (Lookup.Unverified<OrderPage>) redis.lookup(PAGE);
    assertSame(page, unverified.snapshot());
  }

  /** Otherwise a reader of all pages would take the constantly read lists from the near cache. */
  @Test
  void aConstantlyReadListIsKeptHoweverManyPagesAreReadOnce() {
    try (RedisUnderTest small =
        RedisUnderTest.create(redis.plan, redis.settings.withDecodedOrders(500))) {
      Order[] fifty =
          IntStream.range(0, 50).mapToObj(id -> order(id, APPROVED, 1)).toArray(Order[]::new);
      small.cached(PAGE, pageOf(fifty));
      Set<Object> objects = Collections.newSetFromMap(new IdentityHashMap<>());
      for (int place = 0; place < 900; place++) {
        if (place < 20 || place % 15 == 0) {
          objects.add(hit(small.cache, PAGE));
        }
        small.cached(behind(place), pageOf(fifty));
      }
      assertTrue(objects.size() < 20, () -> "decoded " + objects.size() + " of 80 times");
    }
  }

  @Test
  void nothingIsKeptIfTheMaximumIsZero() {
    try (RedisUnderTest forgetful =
        RedisUnderTest.create(redis.plan, redis.settings.withDecodedOrders(0))) {
      Snapshot<OrderPage> page = pageOf(order(7, APPROVED, 1));
      forgetful.cached(PAGE, page);
      Awaitility.await().untilAsserted(() -> assertNotSame(page, hit(forgetful.cache, PAGE)));
      assertEquals(page, hit(forgetful.cache, PAGE));
    }
  }

  @Test
  void aValueThatCannotBeReadIsNotServedAndIsDeleted() {
    redis.cached(key(7), found(7, 1));
    redis.raw.hset(redis.prefix + "order:7", "v", "\u0002from the future");
    assertEquals(new Lookup.Unverified<>(null), other.lookup(List.of(key(7))).get(0));
    assertInstanceOf(Lookup.Leased.class, other.lookup(List.of(key(7))).get(0));
  }

  @Test
  void anEmptyValueIsNotServedEither() {
    redis.cached(key(7), found(7, 1));
    redis.raw.hset(redis.prefix + "order:7", "v", "");
    assertEquals(new Lookup.Unverified<>(null), other.lookup(List.of(key(7))).get(0));
    assertInstanceOf(Lookup.Leased.class, other.lookup(List.of(key(7))).get(0));
  }

  @Test
  void oneUnreadableValueDoesNotSpoilTheOthersOfItsBatch() {
    redis.cached(key(7), found(7, 1));
    redis.cached(key(8), found(8, 1));
    redis.raw.hset(redis.prefix + "order:7", "v", new String(new byte[40], UTF_8));
    List<?> lookups = other.lookup(List.of(key(7), key(8), key(9)));
    assertEquals(new Lookup.Unverified<>(null), lookups.get(0));
    assertInstanceOf(Lookup.Hit.class, lookups.get(1));
    assertInstanceOf(Lookup.Leased.class, lookups.get(2));
  }
}
