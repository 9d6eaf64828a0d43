package dev.ordercache.redis;

import static dev.ordercache.redis.RedisUnderTest.freshNamespace;
import static dev.ordercache.redis.RedisUnderTest.key;
import static dev.ordercache.redis.RedisUnderTest.term;
import static dev.ordercache.redis.TestOrders.APPROVED;
import static dev.ordercache.redis.TestOrders.STARTED;
import static dev.ordercache.redis.TestOrders.change;
import static dev.ordercache.redis.TestOrders.found;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Generation;
import dev.ordercache.Order;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.InvalidationPolicy;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.OrderCacheException;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.relay.RelayTarget.RelayTargetException;
import dev.ordercache.relay.RelayTarget.Round;
import dev.ordercache.relay.RelayTarget.ServerTime;
import dev.ordercache.servers.RedisNode;
import dev.ordercache.tck.Gate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * Redis down, silent, without its scripts, or full: an exception of the port in finite time, and
 * recovery.
 */
class OutageTest {

  private static final CachePlan PLAN = freshNamespace();

  /** For calls that fail; those that must be answered get more time. */
  private static final RedisSettings SETTINGS =
      RedisSettings.defaults().withTimeouts(Duration.ofMillis(300), Duration.ofMillis(500));

  private static final Lease<Optional<Order>> LEASE = new Lease<>(key(7), new Generation("g"), "t");

  private static void assertEverythingFails(RedisConnections connections) {
    RedisOrderCache cache = new RedisOrderCache(connections, PLAN, SETTINGS);
    RedisRelayTarget target = new RedisRelayTarget(connections, PLAN, SETTINGS);
    assertFails(OrderCacheException.class, () -> cache.lookup(List.of(key(7))));
    assertFails(
        OrderCacheException.class, () -> cache.fill(List.of(new Fill<>(LEASE, found(7, 1)))));
    assertFails(OrderCacheException.class, () -> cache.release(List.of(LEASE)));
    assertFails(
        OrderCacheException.class, () -> cache.invalidate(List.of(new Invalidation.Everything())));
    assertFails(RelayTargetException.class, target::time);
    Round round = new Round(List.of(), new ServerTime(0, ""), null);
    assertFails(RelayTargetException.class, () -> target.takeOver(term(1, 0, 0), round));
    assertFails(RelayTargetException.class, () -> target.applyRound(term(1, 0, 0), 1, round));
  }

  private static void assertFails(Class<? extends RuntimeException> type, Executable call) {
    assertTimeoutPreemptively(Duration.ofSeconds(10), () -> assertThrows(type, call));
  }

  @Test
  void everyCallFailsAtOnceWhileRedisIsDownAndWorksAgainLater() {
    try (RedisNode server = new RedisNode();
        RedisUnderTest redis = new RedisUnderTest(server, freshNamespace())) {
      redis.setGuard(1);
      redis.cached(key(7), found(7, 1));
      server.stop();
      assertEverythingFails(redis.connections);
      server.start();
      awaitAnswer(redis.cache);
      assertEquals(new Lookup.Unverified<>(null), redis.lookup(key(7)), "nothing was kept");
      redis.setGuard(2);
      redis.cached(key(7), found(7, 1));
      assertInstanceOf(Lookup.Hit.class, redis.lookup(key(7)));
    }
  }

  @Test
  void aRedisThatIsDownAtFirstIsFoundLater() {
    try (RedisNode server = new RedisNode()) {
      server.stop();
      try (RedisConnections connections = RedisConnections.open(server.uri(), PLAN, SETTINGS)) {
        assertEverythingFails(connections);
        server.start();
        awaitAnswer(new RedisOrderCache(connections, PLAN, SETTINGS));
      }
    }
  }

  private static void awaitAnswer(RedisOrderCache cache) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptionsInstanceOf(OrderCacheException.class)
        .until(() -> cache.lookup(List.of(key(1))).size() == 1);
  }

  @Test
  void aServerThatAcceptsAndNeverAnswersBlocksNoCaller() {
    try (Gate nowhere = new Gate(0);
        RedisConnections connections = RedisConnections.open(nowhere.uri(), PLAN, SETTINGS)) {
      assertEverythingFails(connections);
    }
  }

  @Test
  void callersDoNotWaitInARowForTheirOwnAttemptToConnect() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(30);
    try (Gate nowhere = new Gate(0);
        RedisConnections connections = RedisConnections.open(nowhere.uri(), PLAN, SETTINGS)) {
      RedisOrderCache cache = new RedisOrderCache(connections, PLAN, SETTINGS);
      long began = System.nanoTime();
      List<Future<Boolean>> calls =
          IntStream.range(0, 30)
              .mapToObj(
                  i ->
                      threads.submit(
                          () -> {
                            assertThrows(
                                OrderCacheException.class, () -> cache.lookup(List.of(key(i))));
                            return true;
                          }))
              .toList();
      for (Future<Boolean> call : calls) {
        assertTrue(call.get());
      }
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      assertTrue(took.compareTo(Duration.ofSeconds(10)) < 0, took::toString);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aConnectionThatTheNetworkHasDroppedIsReplaced() {
    try (RedisNode server = new RedisNode();
        Gate gate = new Gate(server.port());
        RedisConnections connections = RedisConnections.open(gate.uri(), PLAN, SETTINGS)) {
      RedisOrderCache cache = new RedisOrderCache(connections, PLAN, SETTINGS);
      awaitAnswer(cache);
      gate.swallow();
      assertFails(OrderCacheException.class, () -> cache.lookup(List.of(key(1))));
      awaitAnswer(cache);
    }
  }

  @Test
  void scriptsAreLoadedAgainAfterAScriptFlush() {
    try (RedisUnderTest redis = RedisUnderTest.create().guarded()) {
      redis.cached(key(7), found(7, 1));
      redis.raw.scriptFlush();
      assertInstanceOf(Lookup.Hit.class, redis.lookup(key(7)));
      redis.raw.scriptFlush();
      redis.invalidate(7);
      redis.raw.scriptFlush();
      assertTrue(redis.target.applyRound(term(1, 0, 0), 1, redis.round(60_000)).accepted());
      redis.raw.scriptFlush();
      redis.cached(key(7), found(7, 2));
    }
  }

  @Test
  void aFullRedisStillDeletesAndStillSetsTheGuard() {
    try (RedisNode server = new RedisNode();
        RedisUnderTest redis = new RedisUnderTest(server, freshNamespace())) {
      redis.setGuard(1);
      redis.cached(key(7), found(7, 1));
      redis.cached(key(8), found(8, 1));
      Lease<Optional<Order>> lease = redis.lease(key(9));
      redis.raw.configSet("maxmemory", "1");

      assertThrows(OrderCacheException.class, () -> redis.lookup(key(10)), "nothing new");
      assertThrows(OrderCacheException.class, () -> redis.fill(lease, found(9, 1)));
      assertInstanceOf(Lookup.Hit.class, redis.lookup(key(7)));
      redis.invalidate(change(7, 2, APPROVED, STARTED));
      assertEquals(0, redis.raw.exists(redis.prefix + "order:7"));
      assertTrue(redis.target.applyRound(term(1, 0, 0), 1, redis.round(60_000)).accepted());
      Invalidation change =
          Invalidation.after(change(8, 2, APPROVED, STARTED), InvalidationPolicy.orderAndLists());
      assertTrue(redis.target.applyRound(term(1, 0, 0), 2, redis.round(60_000, change)).accepted());
      assertEquals(0, redis.raw.exists(redis.prefix + "order:8"));
      redis.cache.invalidate(List.of(new Invalidation.Everything()));
      assertTrue(redis.setGuard(2).accepted());
    }
  }

  @Test
  void aKeyOfAnotherTypeIsAnErrorOfTheCacheAndNoMore() {
    try (RedisUnderTest redis = RedisUnderTest.create().guarded()) {
      redis.raw.set(redis.prefix + "order:7", "text");
      OrderCacheException failure =
          assertThrows(OrderCacheException.class, () -> redis.lookup(key(7)));
      assertTrue(String.valueOf(failure.getMessage()).contains("WRONGTYPE"), failure::toString);
      redis.invalidate(7);
      assertInstanceOf(Lookup.Leased.class, redis.lookup(key(7)));
    }
  }
}
