package dev.ordercache.core;

import static dev.ordercache.core.World.page;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.ordercache.Answer;
import dev.ordercache.Generation;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderQueryException;
import dev.ordercache.PageRequest;
import dev.ordercache.Snapshot;
import dev.ordercache.Source;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.CacheKey.CountKey;
import dev.ordercache.cache.CacheKey.PageKey;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.NearCache;
import dev.ordercache.cacheaside.CacheAsideOrderQuery;
import dev.ordercache.cacheaside.CacheAsideSettings;
import dev.ordercache.memory.Orders;
import dev.ordercache.plan.CachePlan;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NearReadsTest {

  private static final Generation GENERATION = new Generation("g");

  private final World world = new World().guarded();
  private final Memory memory = new Memory();
  private final CacheAsideOrderQuery query =
      new CacheAsideOrderQuery(
          world.observed, world.flaky, CachePlan.defaults(), CacheAsideSettings.defaults(), memory);

  /** Keeps the values that a test puts into it. */
  private static final class Memory implements NearCache {

    private final Map<CacheKey<?>, Lookup.Hit<?>> hits = new HashMap<>();

    <V> void put(CacheKey<V> key, Snapshot<V> snapshot) {
      hits.put(key, new Lookup.Hit<>(snapshot, GENERATION));
    }

    @Override
    @SuppressWarnings("unchecked") // the key's type is its value's
    public <V> Lookup.@Nullable Hit<V> get(CacheKey<V> key) {
      return (Lookup.Hit<V>) hits.get(key);
    }
  }

  @Test
  void answersListsAndCountsFromMemoryAsVerified() {
    PageRequest request = page(Orders.APPROVED, 10);
    Snapshot<OrderPage> known =
        new Snapshot<>(world.database.list(request).value(), world.clock.instant());
    memory.put(new PageKey(request), known);
    memory.put(new CountKey(Orders.APPROVED), new Snapshot<>(7L, world.clock.instant()));

    Answer<OrderPage> answer = query.list(request);
    assertSame(known.value(), answer.value());
    assertEquals(Source.HIT, answer.source());
    assertEquals(GENERATION, answer.generation());
    assertEquals(known.asOf(), answer.asOf());
    assertEquals(7, query.count(Orders.APPROVED).value());
  }

  @Test
  void cutsAShorterPageFromTheOneInMemory() {
    LongStream.rangeClosed(1, 30).forEach(id -> world.database.put(Orders.order(id).build()));
    PageRequest known = page(Orders.APPROVED, 10);
    memory.put(
        new PageKey(known),
        new Snapshot<>(world.database.list(known).value(), world.clock.instant()));

    PageRequest shorter = page(Orders.APPROVED, 7);
    Answer<OrderPage> answer = query.list(shorter);
    assertEquals(Source.HIT, answer.source());
    assertEquals(world.database.list(shorter).value(), answer.value());
  }

  @Test
  void anAnswerFromMemoryIsCountedAndStaleValuesRemainInAnOutage() {
    PageRequest request = page(Orders.APPROVED, 10);
    Answer<OrderPage> looked = query.list(request);
    OrderPage known = looked.value();
    memory.put(new PageKey(request), looked.snapshot());
    query.list(request);
    assertEquals(1, query.statistics().hits());

    memory.hits.clear();
    world.flaky.failOn(FlakyCache.Call.LOOKUP);
    world.observed.failure = new OrderQueryException("away", null);
    Answer<OrderPage> answer = query.list(request);
    assertEquals(Source.STALE, answer.source());
    assertSame(known, answer.value());
  }

  @Test
  void readsEverythingElseThroughTheCache() {
    assertEquals(Source.MISS, query.list(page(Orders.APPROVED, 10)).source());
    assertEquals(Source.MISS, query.count(Orders.APPROVED).source());
    assertEquals(Source.MISS, query.find(new OrderId(1)).source());
    query
        .findAll(Set.of(new OrderId(1)))
        .forEach((id, answer) -> assertEquals(Source.HIT, answer.source()));
    query.streamIds(Set.of(Orders.APPROVED), id -> assertEquals(new OrderId(1), id));
  }
}
