package dev.ordercache.redis;

import static dev.ordercache.redis.CircuitStatistics.State.CLOSED;
import static dev.ordercache.redis.CircuitStatistics.State.HALF_OPEN;
import static dev.ordercache.redis.CircuitStatistics.State.OPEN;
import static dev.ordercache.redis.RedisUnderTest.LONG_TIMEOUTS;
import static dev.ordercache.redis.RedisUnderTest.freshNamespace;
import static dev.ordercache.redis.RedisUnderTest.key;
import static dev.ordercache.redis.TestOrders.PAGE;
import static dev.ordercache.redis.TestOrders.found;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Order;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.OrderCacheException;
import dev.ordercache.servers.RedisNode;
import dev.ordercache.tck.Gate;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The circuit between the cache and a Redis whose network traffic can be held back. */
class CircuitTest {

  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  /** Short, because the tests wait for it often. */
  private static final Duration COMMAND_TIMEOUT = Duration.ofMillis(500);

  /** Leases do not expire while a test runs. */
  private final RedisUnderTest redis =
      RedisUnderTest.create(freshNamespace(), LONG_TIMEOUTS.withLeaseTime(TIMEOUT)).guarded();

  private final Gate gate = new Gate(RedisNode.shared().port());
  private RedisConnections connections;
  private RedisOrderCache cache;

  @BeforeEach
  void connect() {
    redis.cached(key(7), found(7, 1));
    connect(COMMAND_TIMEOUT);
  }

  /** For tests that need an answer while other calls time out. */
  private void connectWithLongTimeout() {
    connections.close();
    connect(COMMAND_TIMEOUT.multipliedBy(6));
  }

  private void connect(Duration commandTimeout) {
    RedisSettings settings =
        redis.settings.withTimeouts(commandTimeout, redis.settings.connectTimeout());
    connections = RedisConnections.open(gate.uri(), redis.plan, settings);
    cache = new RedisOrderCache(connections, redis.plan, settings);
    awaitQuickHits();
  }

  @AfterEach
  void close() {
    gate.close();
    connections.close();
    redis.close();
  }

  /** Whether this many calls in a row are hits. */
  private boolean hits(int calls) {
    for (int i = 0; i < calls; i++) {
      assertInstanceOf(Lookup.Hit.class, cache.lookup(List.of(key(7))).get(0));
    }
    return true;
  }

  /** As many as the circuit's window, in which a slow call counts as a failure. */
  private void awaitQuickHits() {
    await().atMost(TIMEOUT).ignoreExceptions().until(() -> quickHits(20));
  }

  private boolean quickHits(int calls) {
    for (int i = 0; i < calls; i++) {
      long began = System.nanoTime();
      if (!hits(1) || System.nanoTime() - began > COMMAND_TIMEOUT.toNanos() / 2) {
        return false;
      }
    }
    return true;
  }

  private void assertLookupFails() {
    assertThrows(OrderCacheException.class, () -> cache.lookup(List.of(key(7))));
  }

  private CircuitStatistics.State state() {
    return cache.circuit().state();
  }

  /** Makes this many calls fail, from this many callers at a time. */
  private void assertLookupsFail(int calls, int callers) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      for (Future<?> call :
          threads.invokeAll(
              Collections.nCopies(calls, Executors.callable(this::assertLookupFails)))) {
        call.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private void open() throws Exception {
    awaitQuickHits();
    gate.holdRequests();
    assertLookupsFail(9, 9);
    assertEquals(CLOSED, state());
    assertLookupFails();
    assertEquals(OPEN, state());
  }

  private void awaitClosed() {
    await()
        .atMost(TIMEOUT)
        .ignoreExceptionsInstanceOf(OrderCacheException.class)
        .until(() -> hits(1) && state() == CLOSED);
  }

  @Test
  void ofManyReadersOfAHangingRedisTenWaitAndTheOthersDoNot() throws Exception {
    open();
    for (int i = 0; i < 500; i++) {
      assertLookupFails();
    }
    long refused = cache.circuit().refused();
    assertTrue(refused >= 450, () -> "all others except for the probes, not only " + refused);
    assertEquals(1, cache.circuit().opened());
  }

  @Test
  void probesThatFailOpenItAgainAndProbesThatDoNotCloseIt() throws Exception {
    open();
    for (CircuitStatistics.State next : List.of(HALF_OPEN, OPEN)) {
      await()
          .atMost(TIMEOUT)
          .until(
              () -> {
                assertLookupFails();
                return state() == next;
              });
    }
    gate.deliver();
    awaitClosed();
    assertEquals(1, cache.circuit().opened(), "an outage counts once, however many probes fail");
  }

  @Test
  void callersWaitingWhenItOpensEndInTime() throws Exception {
    gate.holdRequests();
    assertLookupsFail(500, 50);
    assertTrue(cache.circuit().refused() > 0, () -> cache.circuit().toString());
    gate.deliver();
    awaitClosed();
  }

  @Test
  void aSlowRedisOpensIt() {
    gate.delayReplies(COMMAND_TIMEOUT.multipliedBy(6).dividedBy(10));
    await()
        .atMost(TIMEOUT)
        .ignoreExceptionsInstanceOf(OrderCacheException.class)
        .until(() -> hits(1) && state() == OPEN);
    gate.delayReplies(Duration.ZERO);
    awaitClosed();
  }

  /** The relay finds the change in the log; the caller fails now and not after a timeout. */
  @Test
  void anInvalidationIsRefusedAtOnceWhileItIsOpen() throws Exception {
    open();
    long refused = cache.circuit().refused();
    await()
        .atMost(TIMEOUT)
        .until(
            () -> {
              List<Invalidation> all = List.of(new Invalidation.Everything());
              assertThrows(OrderCacheException.class, () -> cache.invalidate(all));
              return cache.circuit().refused() > refused;
            });
  }

  /** Otherwise all other callers would wait for the end of the lease. */
  @Test
  void aLeaseHolderMayFillOrReleaseWhileItIsOpen() throws Exception {
    connectWithLongTimeout();
    Lease<Optional<Order>> filled = lease(8);
    Lease<Optional<Order>> released = lease(9);
    open();
    gate.deliver();

    assertEquals(List.of(true), cache.fill(List.of(new Fill<>(filled, found(8, 1)))));
    cache.release(List.of(released));

    assertEquals(OPEN, state());
    assertInstanceOf(Lookup.Hit.class, redis.lookup(key(8)));
    assertInstanceOf(Lookup.Leased.class, redis.lookup(key(9)));
  }

  private Lease<Optional<Order>> lease(long id) {
    return ((Lookup.Leased<Optional<Order>>) cache.lookup(List.of(key(id))).get(0)).lease();
  }

  @Test
  void theRelayIsNotKeptFromRedis() throws Exception {
    connectWithLongTimeout();
    RedisRelayTarget target = new RedisRelayTarget(connections, redis.plan, redis.settings);
    open();
    gate.deliver();
    assertTrue(target.time().millis() > 0);
    assertEquals(OPEN, state());
  }

  /** An instance that reads only lists from memory sends no other requests to Redis. */
  @Test
  void aNearCacheClosesItWhenRedisAnswersAgain() throws Exception {
    open();
    try (RedisNearCache near =
        new RedisNearCache(connections, cache, NearCacheSettings.defaults())) {
      near.start();
      gate.deliver();
      await()
          .atMost(TIMEOUT)
          .until(
              () -> {
                near.get(PAGE);
                return state() == CLOSED;
              });
    }
  }

  @Test
  void anErrorReplyToACallDoesNotOpenIt() {
    redis.raw.set(redis.prefix + "order:5", "text");
    for (int i = 0; i < 30; i++) {
      assertThrows(OrderCacheException.class, () -> cache.lookup(List.of(key(5))));
    }
    assertEquals(new CircuitStatistics(CLOSED, 0, 0), cache.circuit());
  }

  @Test
  void interruptedCallersDoNotOpenIt() {
    gate.holdRequests();
    for (int i = 0; i < 30; i++) {
      Thread.currentThread().interrupt();
      assertLookupFails();
      assertTrue(Thread.interrupted());
    }
    assertEquals(new CircuitStatistics(CLOSED, 0, 0), cache.circuit());
  }
}
