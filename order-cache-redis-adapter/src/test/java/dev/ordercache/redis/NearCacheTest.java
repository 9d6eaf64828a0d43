package dev.ordercache.redis;

import static dev.ordercache.redis.RedisUnderTest.freshNamespace;
import static dev.ordercache.redis.RedisUnderTest.key;
import static dev.ordercache.redis.RedisUnderTest.term;
import static dev.ordercache.redis.TestOrders.APPROVED;
import static dev.ordercache.redis.TestOrders.PAGE;
import static dev.ordercache.redis.TestOrders.STARTED;
import static dev.ordercache.redis.TestOrders.change;
import static dev.ordercache.redis.TestOrders.done;
import static dev.ordercache.redis.TestOrders.found;
import static dev.ordercache.redis.TestOrders.order;
import static dev.ordercache.redis.TestOrders.pageOf;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderPage;
import dev.ordercache.Snapshot;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.InvalidationPolicy;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import dev.ordercache.event.Event;
import dev.ordercache.event.EventLog;
import dev.ordercache.event.EventReader;
import dev.ordercache.servers.RedisNode;
import dev.ordercache.tck.Gate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What {@link RedisNearCacheContractTest} does not test: events, outages and the statistics. */
class NearCacheTest {

  /** Far longer than an event takes, so that any change seen sooner was an event's. */
  private static final NearCacheSettings SELDOM =
      new NearCacheSettings(Duration.ofSeconds(20), Duration.ofSeconds(60));

  private final RedisUnderTest redis =
      RedisUnderTest.create(
              freshNamespace().toBuilder().cachedStatuses(Set.of(APPROVED, STARTED)).build())
          .guarded();

  private final Gate gate = new Gate(RedisNode.shared().port());
  private final RedisConnections connections =
      RedisConnections.open(gate.uri(), redis.plan, redis.settings);
  private final RedisOrderCache cache =
      new RedisOrderCache(connections, redis.plan, redis.settings);
  private final RedisEventLog eventLog = new RedisEventLog(connections, redis.plan, redis.settings);
  private @Nullable RedisNearCache started;
  private @Nullable EventReader reader;
  private long confirmations = -1;

  private RedisNearCache start(NearCacheSettings settings) {
    RedisNearCache near = new RedisNearCache(connections, cache, settings);
    near.start();
    started = near;
    return near;
  }

  @AfterEach
  void close() {
    if (reader != null) {
      reader.close();
    }
    eventLog.close();
    if (started != null) {
      started.close();
    }
    connections.close();
    gate.close();
    redis.close();
  }

  /** Another instance fills the page; this one reads it from Redis and then from memory. */
  private Snapshot<OrderPage> nearPage(RedisNearCache near) {
    redis.cached(PAGE, pageOf(order(7, APPROVED, 1)));
    Lookup.Hit<OrderPage> hit = (Lookup.Hit<OrderPage>) cache.lookup(List.of(PAGE)).get(0);
    await().until(() -> near.get(PAGE), Objects::nonNull);
    return hit.snapshot();
  }

  private void invalidateElsewhere() {
    redis.invalidate(change(7, 2, APPROVED, STARTED));
  }

  @Test
  void aListIsAnsweredFromMemoryWithoutRedis() {
    RedisNearCache near = start(NearCacheSettings.defaults());
    Snapshot<OrderPage> read = nearPage(near);
    Lookup.Hit<OrderPage> hit = Objects.requireNonNull(near.get(PAGE));
    assertSame(read, hit.snapshot());
    assertTrue(near.statistics().hits() >= 1);
  }

  /** Not even one that has not started. */
  @Test
  void aLookupConfirmsItsListWithoutAnotherRequest() {
    RedisNearCache near = new RedisNearCache(connections, cache, SELDOM);
    redis.cached(PAGE, pageOf(order(7, APPROVED, 1)));
    cache.lookup(List.of(PAGE));
    assertNotNull(near.get(PAGE));
    invalidateElsewhere();
    Lease<OrderPage> lease = lease(PAGE);
    assertNull(near.get(PAGE), "of the generation before");
    cache.fill(List.of(new Fill<>(lease, pageOf())));
    assertEquals(pageOf(), Objects.requireNonNull(near.get(PAGE)).snapshot());
    assertEquals(0, near.statistics().confirmations());
  }

  private <V> Lease<V> lease(CacheKey<V> key) {
    return ((Lookup.Leased<V>) cache.<V>lookup(List.of(key)).get(0)).lease();
  }

  @Test
  void nothingIsAnsweredOnceTheGuardOfALookupHasEnded() {
    RedisNearCache near = new RedisNearCache(connections, cache, SELDOM);
    redis.cached(PAGE, pageOf(order(7, APPROVED, 1)));
    redis.target.applyRound(term(1, 0, 0), 1, redis.round(7_000));
    cache.lookup(List.of(PAGE));
    assertNotNull(near.get(PAGE));
    await().atMost(Duration.ofSeconds(30)).until(() -> near.get(PAGE) == null);
    // the guard itself ends up to two milliseconds later than what it has confirmed
    await().until(() -> cache.lookup(List.of(PAGE)).get(0) instanceof Lookup.Unverified);
    assertNull(near.get(PAGE), "an unverified lookup confirms nothing");
  }

  @Test
  void ordersAreNotAnsweredFromMemory() {
    RedisNearCache near = start(NearCacheSettings.defaults());
    nearPage(near);
    redis.cached(key(7), found(7, 1));
    cache.lookup(List.of(key(7)));
    assertNull(near.get(key(7)));
  }

  @Test
  void anotherInstancesDeletionIsSeenByItsEvent() {
    RedisNearCache near = startWithPage();
    invalidateElsewhere();
    await().atMost(Duration.ofSeconds(30)).until(() -> near.get(PAGE) == null);
    assertTrue(near.statistics().dropped() >= 1);
  }

  @Test
  void aListThatChangedIsNotAnsweredToALaterListener() {
    assertDroppedBefore(new Event.ListChanged(APPROVED));
  }

  @Test
  void nothingIsAnsweredToALaterListenerOfAReset() {
    assertDroppedBefore(new Event.Reset());
  }

  private void assertDroppedBefore(Event event) {
    redis.cached(PAGE, pageOf(order(7, APPROVED, 1)));
    cache.lookup(List.of(PAGE));
    RedisNearCache near = start(SELDOM);
    await().until(() -> near.get(PAGE) != null);
    near.changed(List.of(new EventLog.Entry("1", event)));
    assertNull(near.get(PAGE));
  }

  /** A near cache that has confirmed the page in its only round. */
  private RedisNearCache startWithPage() {
    redis.cached(PAGE, pageOf(order(7, APPROVED, 1)));
    cache.lookup(List.of(PAGE));
    RedisNearCache near = new RedisNearCache(connections, cache, SELDOM);
    readEvents(near); // whose first event is a reset, before the only round
    await().until(() -> near.statistics().dropped() == 1);
    near.start();
    started = near;
    await().until(() -> near.get(PAGE) != null);
    return near;
  }

  private void readEvents(RedisNearCache near) {
    EventReader events = new EventReader(eventLog);
    events.listen(near::changed);
    events.start();
    reader = events;
  }

  @Test
  void aNewEpochIsSeenByItsEvent() {
    RedisNearCache near = startWithPage();
    redis.cache.invalidate(List.of(new Invalidation.Everything()));
    await().atMost(Duration.ofSeconds(30)).until(() -> near.get(PAGE) == null);
  }

  @Test
  void aDeletionByHandIsFoundByTheNextConfirmation() {
    RedisNearCache near = start(NearCacheSettings.defaults());
    nearPage(near);
    redis.raw.del(redis.prefix + "list:" + APPROVED);
    await().until(() -> near.get(PAGE) == null);
    assertEquals(0, near.statistics().dropped());
  }

  /** No reply can arrive: the gate swallows the data of its connection. */
  @Test
  void anInvalidatedEntryIsGoneWhenTheCallReturns() {
    redis.cached(PAGE, pageOf(order(7, APPROVED, 1)));
    RedisNearCache near = new RedisNearCache(connections, redis.cache, SELDOM);
    started = near;
    near.start();
    await().until(() -> near.get(PAGE) != null);
    gate.swallow();
    redis.publisher.publish(
        List.of(
            Invalidation.after(
                change(7, 2, APPROVED, STARTED), InvalidationPolicy.orderAndLists())),
        List.of(done(1)));
    assertNull(near.get(PAGE));
  }

  @Test
  void nothingIsAnsweredOnceTheGuardOfTheConfirmationHasEnded() {
    redis.cached(PAGE, pageOf(order(7, APPROVED, 1)));
    cache.lookup(List.of(PAGE));
    redis.target.applyRound(term(1, 0, 0), 1, redis.round(7_000));
    RedisNearCache near = start(SELDOM);
    await().until(() -> near.get(PAGE) != null);
    await().atMost(Duration.ofSeconds(30)).until(() -> near.get(PAGE) == null);
    assertEquals(1, near.statistics().confirmations(), "no later confirmation has ended it");
  }

  @Test
  void withoutRedisNothingIsAnsweredFromMemoryUntilItReturns() {
    RedisNearCache near = start(NearCacheSettings.defaults());
    nearPage(near);
    gate.leadTo(0);
    gate.cut();
    await().until(() -> near.get(PAGE) == null);
    await().until(() -> near.statistics().failures() > 0);
    gate.leadTo(RedisNode.shared().port());
    gate.cut();
    await().atMost(Duration.ofSeconds(30)).until(() -> near.get(PAGE) != null);
  }

  /** So an idle instance does not ask Redis ten times a second. */
  @Test
  void withoutReadersNothingIsConfirmed() {
    RedisNearCache near = start(NearCacheSettings.defaults());
    nearPage(near);
    await().during(Duration.ofSeconds(2)).until(() -> unchanged(near));
    await().until(() -> near.get(PAGE) != null);
  }

  /** Whether nothing was confirmed since the last call. */
  private boolean unchanged(RedisNearCache near) {
    long before = confirmations;
    confirmations = near.statistics().confirmations();
    return confirmations == before;
  }

  /** A change that was made while there was no reader is not hidden by an older copy. */
  @Test
  void theFirstReaderAfterARestIsNotAnsweredFromMemory() {
    RedisNearCache near = start(NearCacheSettings.defaults());
    nearPage(near);
    await().during(Duration.ofSeconds(2)).until(() -> unchanged(near));
    assertNull(near.get(PAGE));
  }
}
