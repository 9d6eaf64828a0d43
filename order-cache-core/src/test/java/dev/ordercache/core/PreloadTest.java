package dev.ordercache.core;

import static dev.ordercache.memory.Orders.APPROVED;
import static dev.ordercache.memory.Orders.PACKAGING;
import static dev.ordercache.memory.Orders.STARTED;
import static dev.ordercache.memory.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderId;
import dev.ordercache.OrderQueryException;
import dev.ordercache.OrderSort;
import dev.ordercache.PageRequest;
import dev.ordercache.Source;
import dev.ordercache.cacheaside.CacheAsideSettings;
import dev.ordercache.memory.CacheSettings;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.preload.Preload;
import dev.ordercache.preload.PreloadProgress;
import dev.ordercache.preload.PreloadProgress.State;
import dev.ordercache.preload.PreloadSettings;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a preload puts into the cache. */
class PreloadTest {

  private static final CachePlan PLAN =
      CachePlan.builder().cachedStatuses(Set.of(APPROVED, STARTED)).pageSize(5).build();
  private static final PreloadSettings SETTINGS =
      new PreloadSettings(2, 4, 2, Duration.ofMillis(50));

  private final World world = new World();
  private final Preload preload = new Preload(world.query, PLAN, SETTINGS);

  @Test
  void loadsOrdersCountsAndFirstPages() {
    world.guarded();
    LongStream.rangeClosed(1, 11).forEach(id -> world.database.put(order(id).build()));
    world.database.put(order(12).status(STARTED).build());
    world.database.put(order(13).status(PACKAGING).build());
    PreloadProgress progress = preload.run();
    assertSame(State.DONE, progress.state());
    assertEquals(12, progress.orders());
    assertEquals(6, progress.pages());
    assertEquals(0, progress.notCached());
    LongStream.rangeClosed(1, 12).forEach(id -> assertSame(Source.HIT, world.find(id).source()));
    assertSame(Source.MISS, world.find(13).source());
    assertSame(Source.HIT, world.query.count(APPROVED).source());
    for (OrderSort sort : OrderSort.values()) {
      PageRequest first = PageRequest.first(APPROVED, sort, 5);
      assertSame(Source.HIT, world.query.list(first).source());
    }
  }

  @Test
  void failsWithoutLoadingIfTheCacheHasNoGuard() {
    world.database.put(order(1).build());
    PreloadProgress progress = preload.run();
    assertSame(State.FAILED, progress.state());
    assertEquals(0, progress.orders());
    assertEquals(Set.of(), ordersRead());
  }

  @Test
  void isNotMisledByAStaleAnswer() {
    world.guarded();
    PLAN.cachedStatuses().forEach(world.query::count);
    world.find(0);
    world.cache.dropGuard();
    world.observed.failure = new OrderQueryException("the database is down", null);
    PreloadProgress progress = preload.run();
    assertSame(State.FAILED, progress.state());
    assertEquals(0, progress.pages());
  }

  @Test
  void doesNotCacheWhatChangesBetweenReadAndFill() {
    world.guarded();
    LongStream.rangeClosed(1, 120).forEach(id -> world.database.put(order(id).build()));
    world.observed.afterRead = () -> world.forget(1);
    PreloadProgress progress = preload.run();
    assertSame(State.DONE, progress.state());
    assertEquals(1, progress.notCached());
    world.observed.afterRead = () -> {};
    assertNotSame(Source.HIT, world.find(1).source());
  }

  @Test
  void failsIfTheCacheGoesAwayMeanwhileAndCanRunAgain() {
    world.guarded();
    LongStream.rangeClosed(1, 12).forEach(id -> world.database.put(order(id).build()));
    world.observed.afterRead = this::dropTheGuardWhenOrdersAreRead;
    PreloadProgress progress = preload.run();
    assertSame(State.FAILED, progress.state());
    assertEquals(12, progress.orders());
    world.observed.afterRead = () -> {};
    world.guarded();
    assertSame(State.DONE, preload.run().state());
  }

  /** Otherwise it would be retried for ever, and read everything each time. */
  @Test
  void isDoneAlsoIfTheCacheHasRoomForAPartOnly() {
    World small =
        new World(CacheSettings.defaults().withMemory(100_000), CacheAsideSettings.defaults())
            .guarded();
    LongStream.rangeClosed(1, 500).forEach(id -> small.database.put(order(id).build()));
    Preload tooMuch = new Preload(small.query, PLAN, SETTINGS);
    PreloadProgress progress = tooMuch.run();
    assertSame(State.DONE, progress.state());
    assertTrue(progress.notCached() > 300, progress::toString);
    assertSame(Source.HIT, small.query.count(APPROVED).source());
    assertSame(State.DONE, tooMuch.run().state());
    small.forget(0);
    assertSame(State.DONE, tooMuch.run().state());
    assertSame(Source.BYPASS, small.find(0).source(), "the probe had no room");
  }

  @Test
  void failsIfTheDatabaseFailsAndCanRunAgain() {
    world.guarded();
    world.database.put(order(1).build());
    world.observed.failure = new OrderQueryException("the database is down", null);
    assertThrows(OrderQueryException.class, preload::run);
    assertSame(State.FAILED, preload.progress().state());
    world.observed.failure = null;
    assertSame(State.DONE, preload.run().state());
  }

  private void dropTheGuardWhenOrdersAreRead() {
    if (!ordersRead().isEmpty()) {
      world.cache.dropGuard();
    }
  }

  private Set<Object> ordersRead() {
    return world.observed.reads.stream()
        .filter(Set.class::isInstance)
        .filter(ids -> !ids.equals(Set.of(new OrderId(0)))) // the probe
        .collect(Collectors.toSet());
  }
}
