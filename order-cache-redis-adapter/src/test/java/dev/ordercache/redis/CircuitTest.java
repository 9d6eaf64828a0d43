package dev.ordercache.redis;

import static dev.ordercache.redis.CircuitStatistics.State.CLOSED;
import static dev.ordercache.redis.CircuitStatistics.State.HALF_OPEN;
import static dev.ordercache.redis.CircuitStatistics.State.OPEN;
import static dev.ordercache.redis.RedisUnderTest.freshNamespace;
import static dev.ordercache.redis.RedisUnderTest.key;
import static dev.ordercache.redis.TestOrders.found;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Order;
import dev.ordercache.cacheaside.Fill;
import dev.ordercache.cacheaside.Lease;
import dev.ordercache.cacheaside.Lookup;
import dev.ordercache.cacheaside.OrderCacheException;
import dev.ordercache.invalidation.Invalidation;
import dev.ordercache.tck.Gate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The circuit between the cache and a Redis whose network can be held. */
class CircuitTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Long enough for a busy machine to answer in, short enough to wait for ten times. */
  private static final Duration COMMAND_TIMEOUT = Duration.ofMillis(500);

  private final RedisUnderTest redis = RedisUnderTest.create().vouched();
  private final Gate gate = new Gate(RedisServerProcess.shared().port());
  private RedisConnections connections;
  private RedisOrderCache cache;

  @BeforeEach
  void connect() {
    RedisSettings settings =
        redis.settings.withTimeouts(COMMAND_TIMEOUT, freshNamespace().connectTimeout());
    connections = RedisConnections.open(gate.uri(), settings);
    cache = new RedisOrderCache(connections, settings);
    redis.cached(key(7), found(7, 1));
    await().atMost(PATIENCE).ignoreExceptions().until(() -> hits(30));
  }

  @AfterEach
  void close() {
    gate.close();
    connections.close();
    redis.close();
  }

  /** Whether so many calls in a row are hits. */
  private boolean hits(int calls) {
    for (int i = 0; i < calls; i++) {
      assertInstanceOf(Lookup.Hit.class, cache.lookup(List.of(key(7))).get(0));
    }
    return true;
  }

  private void assertLookupFails() {
    assertThrows(OrderCacheException.class, () -> cache.lookup(List.of(key(7))));
  }

  private CircuitStatistics.State state() {
    return cache.circuit().state();
  }

  private void open() {
    gate.holdRequests();
    for (int i = 0; i < 10; i++) {
      assertEquals(CLOSED, state());
      assertLookupFails();
    }
    assertEquals(OPEN, state());
  }

  private void awaitClosed() {
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(OrderCacheException.class)
        .until(() -> hits(1) && state() == CLOSED);
  }

  @Test
  void ofManyReadersOfAHangingRedisTenWaitAndTheOthersDoNot() {
    open();
    for (int i = 0; i < 500; i++) {
      assertLookupFails();
    }
    long refused = cache.circuit().refused();
    assertTrue(refused >= 450, () -> "all others but for the probes, not only " + refused);
    assertEquals(1, cache.circuit().opened());
  }

  @Test
  void probesThatFailOpenItAgainAndProbesThatDoNotCloseIt() {
    open();
    for (CircuitStatistics.State next : List.of(HALF_OPEN, OPEN)) {
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                assertLookupFails();
                return state() == next;
              });
    }
    gate.deliver();
    awaitClosed();
    assertEquals(1, cache.circuit().opened(), "an outage is one, however many probes fail");
  }

  @Test
  void callersWhoWereWaitingWhenItOpenedEndInTime() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(50);
    try {
      gate.holdRequests();
      List<Future<?>> calls = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        calls.add(threads.submit(this::assertLookupFails));
      }
      for (Future<?> call : calls) {
        call.get();
      }
      assertTrue(cache.circuit().refused() > 0, () -> cache.circuit().toString());
      gate.deliver();
      awaitClosed();
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aRedisThatIsSlowIsNotAskedForLong() {
    gate.delayReplies(COMMAND_TIMEOUT.multipliedBy(6).dividedBy(10));
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(OrderCacheException.class)
        .until(() -> hits(1) && state() == OPEN);
    gate.delayReplies(Duration.ZERO);
    awaitClosed();
  }

  /** The relay finds it in the log; its caller hears of the failure now and not after a timeout. */
  @Test
  void anInvalidationIsRefusedAtOnceWhileItIsOpen() {
    open();
    long refused = cache.circuit().refused();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              List<Invalidation> all = List.of(new Invalidation.Everything());
              assertThrows(OrderCacheException.class, () -> cache.invalidate(all));
              return cache.circuit().refused() > refused;
            });
  }

  /** Otherwise everybody else would wait for the end of the lease. */
  @Test
  void whoHasALeaseMayFillOrReleaseWhileItIsOpen() {
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
  void theRelayIsNotKeptFromRedis() {
    RedisFreshnessFeed feed = new RedisFreshnessFeed(connections, redis.settings);
    open();
    gate.deliver();
    assertTrue(feed.time() > 0);
    assertEquals(OPEN, state());
  }

  @Test
  void whatRedisHasAgainstACallDoesNotOpenIt() {
    redis.raw.set(redis.prefix + "order:5", "text");
    for (int i = 0; i < 30; i++) {
      assertThrows(OrderCacheException.class, () -> cache.lookup(List.of(key(5))));
    }
    assertEquals(new CircuitStatistics(CLOSED, 0, 0), cache.circuit());
  }

  @Test
  void callersWhoDoNotWaitForTheAnswerDoNotOpenIt() {
    gate.holdRequests();
    for (int i = 0; i < 30; i++) {
      Thread.currentThread().interrupt();
      assertLookupFails();
      assertTrue(Thread.interrupted());
    }
    assertEquals(new CircuitStatistics(CLOSED, 0, 0), cache.circuit());
  }
}
