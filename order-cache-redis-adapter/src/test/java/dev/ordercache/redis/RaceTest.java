package dev.ordercache.redis;

import static dev.ordercache.redis.RedisUnderTest.key;
import static dev.ordercache.redis.RedisUnderTest.term;
import static dev.ordercache.redis.TestOrders.APPROVED;
import static dev.ordercache.redis.TestOrders.NOW;
import static dev.ordercache.redis.TestOrders.PACKAGING;
import static dev.ordercache.redis.TestOrders.PAGE;
import static dev.ordercache.redis.TestOrders.STARTED;
import static dev.ordercache.redis.TestOrders.change;
import static dev.ordercache.redis.TestOrders.found;
import static dev.ordercache.redis.TestOrders.notFound;
import static dev.ordercache.redis.TestOrders.order;
import static dev.ordercache.redis.TestOrders.pageOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.Snapshot;
import dev.ordercache.cacheaside.CacheKey.OrderKey;
import dev.ordercache.cacheaside.Fill;
import dev.ordercache.cacheaside.Lease;
import dev.ordercache.cacheaside.Lookup;
import dev.ordercache.invalidation.Invalidation;
import dev.ordercache.invalidation.InvalidationPolicy;
import dev.ordercache.invalidation.OrderChange;
import dev.ordercache.invalidation.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Interleavings that a cache must survive, step by step. The numbers are the rows of {@code
 * docs/races.md}. R is a reader, W a writer; version 1 is what R read, version 2 what W committed.
 */
class RaceTest {

  private static final OrderChange CHANGE = change(7, 2, APPROVED, STARTED);

  private final RedisUnderTest redis = RedisUnderTest.create().vouched();
  private final PlainCache plain = new PlainCache(redis);

  @AfterEach
  void close() {
    redis.close();
  }

  private void assertNotStale(long id) {
    Lookup<Optional<Order>> lookup = redis.lookup(key(id));
    if (lookup instanceof Lookup.Hit<Optional<Order>> hit) {
      assertEquals(2, hit.snapshot().value().orElseThrow().version());
    } else {
      assertInstanceOf(Lookup.Leased.class, lookup);
    }
  }

  private static Invalidation after(OrderChange change) {
    return Invalidation.after(change, InvalidationPolicy.orderAndLists());
  }

  @Test
  void row1TheReaderFillsAfterTheWritersDelete() {
    plain.delete("7");
    plain.put("7", "1");
    assertEquals("1", plain.get("7"), "plain is stale");

    Lease<Optional<Order>> lease = redis.lease(key(7));
    redis.invalidate(CHANGE);
    assertFalse(redis.fill(lease, found(7, 1)));
    assertNotStale(7);
  }

  @Test
  void row5TheDeleteIsLateAndRunsAfterAFreshFill() {
    plain.put("7", "1");
    assertEquals("1", plain.get("7"), "plain is stale until the delete arrives, if ever");

    redis.cached(key(7), found(7, 1));
    redis.feed.drain(new Progress(1, 1), redis.round(60_000, after(CHANGE)));
    assertNotStale(7);
    redis.raw.del(redis.prefix + "order:7");
    redis.cached(key(7), found(7, 2));
    redis.invalidate(CHANGE);
    redis.cached(key(7), found(7, 2));
    assertInstanceOf(Lookup.Hit.class, redis.lookup(key(7)));
  }

  @Test
  void row16NoSuchOrderAndAnEmptyListAreCachedAndTheOrderIsEntered() {
    plain.put("list", "empty");
    plain.delete("7");
    assertEquals("empty", plain.get("list"), "plain is stale: it deleted the order only");

    redis.cached(key(7), notFound());
    redis.cached(PAGE, pageOf());
    redis.invalidate(new OrderChange(new OrderId(7), 1, null, APPROVED, "tx"));
    assertInstanceOf(Lookup.Leased.class, redis.lookup(key(7)));
    assertInstanceOf(Lookup.Leased.class, redis.lookup(PAGE));
  }

  @Test
  void row17TheFenceIsForgottenBeforeASlowFill() {
    plain.fence("7", 2);
    plain.forgetFence("7");
    plain.putFenced("7", 1);
    assertEquals("1", plain.get("7"), "plain is stale: the fence was evicted");

    Lease<Optional<Order>> lease = redis.lease(key(7));
    redis.invalidate(CHANGE);
    for (String evicted : redis.raw.keys(redis.prefix + "*:7*")) {
      redis.raw.del(evicted);
    }
    assertFalse(redis.fill(lease, found(7, 1)));
  }

  @Test
  void row17TheEntryExpiresBeforeASlowFill() {
    Lease<Optional<Order>> lease = redis.lease(key(7));
    redis.raw.pexpire(redis.prefix + "order:7", 1);
    Awaitility.await().until(() -> redis.raw.exists(redis.prefix + "order:7") == 0);
    assertFalse(redis.fill(lease, found(7, 1)));
  }

  @Test
  void row18EverythingIsFlushedDuringALoad() {
    plain.fence("7", 2);
    Lease<Optional<Order>> lease = redis.lease(key(7));
    redis.invalidate(CHANGE);
    redis.raw.flushall();
    plain.putFenced("7", 1);
    assertEquals("1", plain.get("7"), "plain is stale: the fence was flushed");

    assertFalse(redis.fill(lease, found(7, 1)));
    assertEquals(new Lookup.Unverified<>(null), redis.lookup(key(7)));
  }

  @Test
  void row18EverythingIsFlushedWhileIdleAndTheRelayNotices() {
    redis.raw.flushall();
    assertFalse(redis.feed.drain(new Progress(1, 1), redis.round(60_000)).accepted());
    assertTrue(redis.feed.takeOver(term(2, 1, 1), redis.round(60_000)).newEpoch());
    assertInstanceOf(Lookup.Leased.class, redis.lookup(key(7)));
  }

  @Test
  void row21TheLoaderWakesAfterItsLeaseWhenAnotherHasFilled() {
    plain.lock("7", 1);
    Awaitility.await().until(() -> plain.lock("7", 10_000));
    plain.put("7", "2");
    plain.put("7", "1");
    assertEquals("1", plain.get("7"), "plain is stale: the lock's end stops nobody");

    try (RedisUnderTest hasty =
        RedisUnderTest.create(redis.settings.withLeaseTime(Duration.ofMillis(1)))) {
      Lease<Optional<Order>> slow = hasty.lease(key(7));
      Lease<Optional<Order>> second =
          Awaitility.await().until(() -> hasty.lookup(key(7)), Lookup.Leased.class::isInstance)
                  instanceof Lookup.Leased<Optional<Order>> leased
              ? leased.lease()
              : slow;
      assertNotEquals(slow, second);
      assertTrue(hasty.fill(second, found(7, 2)));
      assertFalse(hasty.fill(slow, found(7, 1)));
      assertNotStale(7);
    }
  }

  @Test
  void row22ALeaseIsReleasedByOneWhoNoLongerHoldsIt() {
    plain.lock("7", 60_000);
    plain.unlock("7");
    assertTrue(plain.lock("7", 60_000), "plain has two loaders: anybody may unlock");

    Lease<Optional<Order>> first = redis.lease(key(7));
    redis.invalidate(CHANGE);
    Lease<Optional<Order>> second = redis.lease(key(7));
    redis.cache.release(List.of(first));
    assertInstanceOf(Lookup.Busy.class, redis.lookup(key(7)));
    assertTrue(redis.fill(second, found(7, 2)));
  }

  @Test
  void row25APreloadFillsWhatHasChangedMeanwhile() {
    plain.delete("7");
    LongStream.range(0, 10).forEach(id -> plain.put(Long.toString(id), "1"));
    assertEquals("1", plain.get("7"), "plain is stale");

    List<OrderKey> keys = LongStream.range(0, 10).mapToObj(RedisUnderTest::key).toList();
    List<Fill<Optional<Order>>> fills = new ArrayList<>();
    for (Lookup<Optional<Order>> lookup : redis.cache.lookup(keys)) {
      Lease<Optional<Order>> lease = ((Lookup.Leased<Optional<Order>>) lookup).lease();
      fills.add(new Fill<>(lease, found(((OrderKey) lease.key()).id().value(), 1)));
    }
    redis.invalidate(CHANGE);
    List<Boolean> filled = redis.cache.fill(fills);
    for (int id = 0; id < 10; id++) {
      assertEquals(id != 7, filled.get(id), "order " + id);
    }
    assertNotStale(7);
  }

  @Test
  void row34AnEarlierChangesWriterDiedAndALaterChangeIsMarkedAsDone() {
    plain.put("list:" + APPROVED, "7");
    plain.fence("done", 3);
    plain.putFenced("done", 2);
    assertEquals("7", plain.get("list:" + APPROVED), "plain is stale: version 2 counts as done");

    Snapshot<OrderPage> stale = new Snapshot<>(pageOf(order(7, APPROVED, 1)).value(), NOW);
    redis.cached(PAGE, stale);
    redis.invalidate(change(7, 3, STARTED, PACKAGING));
    assertInstanceOf(Lookup.Hit.class, redis.lookup(PAGE), "the later change does not touch it");
    redis.feed.drain(
        new Progress(1, 1),
        redis.round(60_000, after(CHANGE), after(change(7, 3, STARTED, PACKAGING))));
    assertInstanceOf(Lookup.Leased.class, redis.lookup(PAGE));
  }
}
