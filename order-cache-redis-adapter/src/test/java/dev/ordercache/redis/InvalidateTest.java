package dev.ordercache.redis;

import static dev.ordercache.redis.RedisUnderTest.freshNamespace;
import static dev.ordercache.redis.RedisUnderTest.key;
import static dev.ordercache.redis.RedisUnderTest.term;
import static dev.ordercache.redis.TestOrders.APPROVED;
import static dev.ordercache.redis.TestOrders.PACKAGING;
import static dev.ordercache.redis.TestOrders.PAGE;
import static dev.ordercache.redis.TestOrders.STARTED;
import static dev.ordercache.redis.TestOrders.change;
import static dev.ordercache.redis.TestOrders.done;
import static dev.ordercache.redis.TestOrders.found;
import static dev.ordercache.redis.TestOrders.page;
import static dev.ordercache.redis.TestOrders.pageOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.cache.CacheEntry.ListEntry;
import dev.ordercache.cache.CacheEntry.OrderEntry;
import dev.ordercache.cache.CacheKey.OrderKey;
import dev.ordercache.cache.CacheOwner;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.InvalidationPolicy;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.relay.ChangeLog.Term;
import dev.ordercache.relay.Progress;
import dev.ordercache.servers.RedisNode;
import io.lettuce.core.Range;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InvalidateTest {

  private static final Pattern SCRIPTS = Pattern.compile("cmdstat_evalsha:calls=(\\d+)");

  private final RedisUnderTest redis = RedisUnderTest.create().guarded();

  @AfterEach
  void close() {
    redis.close();
  }

  private static ListEntry list(OrderStatus status) {
    return new ListEntry(status);
  }

  /** It may be its own server after a restart, which without readers only the writer detects. */
  @Test
  void aWriterOfAnotherServerRefreshesItsName() {
    redis.target.takeOver(
        new Term(9, "mes/orders@2", "db-9", new Progress(0, 0)), redis.round(60_000));
    for (String server : List.of("mes/orders@1", "mes/orders@2")) {
      AtomicInteger refreshes = new AtomicInteger();
      CacheOwner mine = countingOwner(server, refreshes);
      RedisOrderCache cache =
          new RedisOrderCache(redis.connections, redis.plan, redis.settings, mine);
      cache.invalidate(List.of(Invalidation.of(new OrderEntry(new OrderId(7)))));
      new RedisEventPublisher(cache).publish(List.of(), List.of(done(1)));
      assertEquals(server.endsWith("@1") ? 2 : 0, refreshes.get(), server);
    }
  }

  private static CacheOwner countingOwner(String name, AtomicInteger refreshes) {
    return new CacheOwner() {
      @Override
      public Optional<String> name() {
        return Optional.of(name);
      }

      @Override
      public void refresh() {
        refreshes.incrementAndGet();
      }
    };
  }

  @Test
  void theOrderAndBothItsListsAreGone() {
    redis.cached(key(7), found(7, 1));
    redis.cached(PAGE, pageOf());
    redis.cached(page(STARTED, 50), pageOf());
    redis.cached(page(PACKAGING, 50), pageOf());
    redis.invalidate(change(7, 2, APPROVED, STARTED));
    assertInstanceOf(Lookup.Leased.class, redis.lookup(key(7)));
    assertInstanceOf(Lookup.Leased.class, redis.lookup(PAGE));
    assertInstanceOf(Lookup.Leased.class, redis.lookup(page(STARTED, 50)));
    assertInstanceOf(Lookup.Hit.class, redis.lookup(page(PACKAGING, 50)));
  }

  @Test
  void aChangeIsMarkedAsDoneForTenSeconds() {
    String mark = redis.prefix + "done:7:2";
    long before = redis.target.time().millis();
    redis.invalidate(change(7, 2, APPROVED, STARTED));
    List<String> parts = List.of(redis.raw.get(mark).split("\n", -1));
    assertEquals("tx2 ", parts.get(0));
    assertEquals(
        Set.of("order:7", "list:" + APPROVED, "list:" + STARTED),
        Set.of(parts.get(1).strip().split(" +")));
    long left = redis.raw.pttl(mark);
    long shortest = 10_000 - (redis.target.time().millis() - before);
    assertTrue(left >= shortest && left <= 10_000, () -> left + " ms left");
  }

  @Test
  void byHandNothingIsMarked() {
    redis.invalidate(7);
    assertEquals(List.of(), redis.raw.keys(redis.prefix + "done:*"));
  }

  @Test
  void withTheEventsOfItsChangesItIsOneRoundTrip() {
    Invalidation change =
        Invalidation.after(change(7, 2, APPROVED, STARTED), InvalidationPolicy.orderAndLists());
    try (RedisNode server = new RedisNode();
        RedisUnderTest own = new RedisUnderTest(server, freshNamespace())) {
      own.setGuard(1);
      own.publisher.publish(List.of(change), List.of(done(1)));
      own.raw.configResetstat();
      own.publisher.publish(List.of(change), List.of(done(1)));
      assertEquals(1, scripts(own));
      own.raw.configResetstat();
      own.cache.invalidate(List.of(change));
      own.publisher.publish(List.of(), List.of(done(1)));
      assertEquals(2, scripts(own), "one after the other");
    }
  }

  private static int scripts(RedisUnderTest redis) {
    Matcher calls = SCRIPTS.matcher(redis.raw.info("commandstats"));
    assertTrue(calls.find());
    return Integer.parseInt(calls.group(1));
  }

  @Test
  void everythingIsForgottenAtOnce() {
    redis.cached(key(7), found(7, 1));
    Lease<Optional<Order>> lease = redis.lease(key(8));
    redis.cache.invalidate(List.of(new Invalidation.Everything()));
    assertFalse(redis.fill(lease, found(8, 1)));
    assertInstanceOf(Lookup.Leased.class, redis.lookup(key(7)));
  }

  @Test
  void deletingAKeyByHandIsAnInvalidationToo() {
    redis.cached(key(7), found(7, 1));
    Lease<Optional<Order>> lease = redis.lease(key(8));
    redis.raw.del(redis.prefix + "order:7", redis.prefix + "order:8");
    assertInstanceOf(Lookup.Leased.class, redis.lookup(key(7)));
    assertFalse(redis.fill(lease, found(8, 1)));
  }

  @Test
  void aThousandElementsGoInOneCall() {
    List<OrderKey> keys = LongStream.range(0, 1_000).mapToObj(RedisUnderTest::key).toList();
    List<Fill<Optional<Order>>> fills =
        redis.cache.lookup(keys).stream()
            .map(lookup -> ((Lookup.Leased<Optional<Order>>) lookup).lease())
            .map(lease -> new Fill<>(lease, found(((OrderKey) lease.key()).id().value(), 1)))
            .toList();
    assertEquals(Set.of(true), new HashSet<>(redis.cache.fill(fills)));
    assertTrue(redis.cache.lookup(keys).stream().allMatch(Lookup.Hit.class::isInstance));
    List<Invalidation> all =
        keys.stream().<Invalidation>map(key -> Invalidation.of(key.entry())).toList();
    redis.cache.invalidate(all);
    assertTrue(redis.cache.lookup(keys).stream().allMatch(Lookup.Leased.class::isInstance));
  }

  @Test
  void emptyBatchesNeedNoRedis() {
    try (RedisConnections nowhere =
        RedisConnections.open(
            "redis://127.0.0.1:1", CachePlan.defaults(), RedisSettings.defaults())) {
      RedisOrderCache cache =
          new RedisOrderCache(nowhere, CachePlan.defaults(), RedisSettings.defaults());
      assertEquals(List.of(), cache.<Long>lookup(List.of()));
      assertEquals(List.of(), cache.fill(List.of()));
      cache.invalidate(List.of());
    }
  }

  @Test
  void deletionsAreAddedToTheEvents() {
    redis.cache.invalidate(
        List.of(
            Invalidation.of(new OrderEntry(new OrderId(7)), list(APPROVED)),
            Invalidation.of(list(APPROVED))));
    redis.cache.invalidate(List.of(new Invalidation.Everything()));
    redis.target.applyRound(term(1, 0, 0), 1, redis.round(1_000, Invalidation.of(list(STARTED))));

    List<Set<String>> added =
        redis.raw.xrange(redis.prefix + "events", Range.unbounded()).stream()
            .map(
                entry ->
                    Set.of(String.valueOf(entry.getBody().get("e")).substring(2).split(" ", -1)))
            .toList();
    assertEquals(
        List.of(Set.of("order:7", "list:" + APPROVED), Set.of("*"), Set.of("list:" + STARTED)),
        added.subList(added.size() - 3, added.size()));
  }
}
