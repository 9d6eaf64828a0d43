package dev.ordercache.core;

import static dev.ordercache.core.World.page;
import static dev.ordercache.memory.Orders.APPROVED;
import static dev.ordercache.memory.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Answer;
import dev.ordercache.Cursor;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderSort;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.Source;
import dev.ordercache.cache.CacheKey.OrderKey;
import dev.ordercache.cacheaside.CacheAsideOrderQuery;
import dev.ordercache.cacheaside.CacheAsideSettings;
import dev.ordercache.memory.CacheSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;

/** What a reader receives from a cache and a database that work. */
class CacheAsideReadsTest {

  private static List<String> logged(Runnable reads) {
    List<String> messages = new ArrayList<>();
    Logger logger = Logger.getLogger(CacheAsideOrderQuery.class.getName());
    logger.setFilter(message -> messages.add(new SimpleFormatter().formatMessage(message)));
    try {
      reads.run();
    } finally {
      logger.setFilter(null);
    }
    return messages;
  }

  @Test
  void aMissIsLoadedOnceAndIsAHitFromThenOn() {
    World world = new World().guarded();
    Order order = world.database.put(order(1).build());
    Answer<Optional<Order>> miss = world.find(1);
    world.clock.advance(Duration.ofSeconds(5));
    Answer<Optional<Order>> hit = world.find(1);
    assertSame(Source.MISS, miss.source());
    assertSame(Source.HIT, hit.source());
    assertEquals(Optional.of(order), hit.value());
    assertEquals(miss.generation(), hit.generation());
    assertEquals(miss.asOf(), hit.asOf());
    assertEquals(1, world.observed.reads.size());
  }

  @Test
  void anInvalidatedValueIsLoadedAgain() {
    World world = new World().guarded();
    world.database.put(order(1).build());
    world.find(1);
    Order changed = world.database.put(order(1).assignee("Ada").build());
    world.forget(1);
    Answer<Optional<Order>> answer = world.find(1);
    assertSame(Source.MISS, answer.source());
    assertEquals(Optional.of(changed), answer.value());
  }

  @Test
  void pagesAndCountsAreCachedToo() {
    World world = new World().guarded();
    world.database.put(order(1).build());
    for (Source expected : List.of(Source.MISS, Source.HIT)) {
      assertSame(expected, world.query.list(page(APPROVED, 10)).source());
      assertSame(expected, world.query.count(APPROVED).source());
    }
    assertEquals(1, world.query.count(APPROVED).value());
    assertEquals(2, world.observed.reads.size());
  }

  @Test
  void aListThatIsNotCachedDoesNotTouchTheCache() {
    World world = new World().guarded();
    OrderStatus shipped = new OrderStatus("SHIPPED");
    world.database.put(order(1).status(shipped).build());
    assertSame(Source.BYPASS, world.query.list(page(shipped, 10)).source());
    assertEquals(1, world.query.count(shipped).value());
    assertEquals(0, world.flaky.lookups.get());
  }

  @Test
  void anUncachedListIsLoggedOnce() {
    World world = new World().guarded();
    assertEquals(List.of(), logged(() -> world.query.list(page(APPROVED, 10))));
    List<String> logged =
        logged(
            () -> {
              for (int i = 0; i < 2; i++) {
                world.query.list(page(new OrderStatus("SHIPPED"), 10));
                world.query.count(new OrderStatus("CLOSED"));
              }
            });
    assertEquals(2, logged.size());
    assertTrue(logged.get(0).contains("The list of SHIPPED is read from the database"));
    assertTrue(logged.get(1).contains("The list of CLOSED is read from the database"));
  }

  @Test
  void aListThatIsFullIsReadPastTheCache() {
    World world =
        new World(CacheSettings.defaults().withPageLimit(1), CacheAsideSettings.defaults())
            .guarded();
    world.query.list(page(APPROVED, 10));
    Cursor anywhere = new Cursor(OrderSort.DUE, world.clock.instant(), new OrderId(7));
    PageRequest second = new PageRequest(APPROVED, OrderSort.DUE, 10, anywhere);
    Answer<?> answer = world.query.list(second);
    assertSame(Source.BYPASS, answer.source());
    assertNull(answer.generation());
    assertEquals(1, world.query.statistics().full());
    assertSame(Source.HIT, world.query.list(page(APPROVED, 10)).source());
  }

  @Test
  void aCacheWithoutAGuardIsBypassedAndNotFilled() {
    World world = new World();
    Order order = world.database.put(order(1).build());
    assertEquals(Optional.of(order), world.find(1).value());
    assertSame(Source.BYPASS, world.find(1).source());
    world.guarded();
    assertSame(Source.MISS, world.find(1).source());
  }

  @Test
  void aChangeBetweenReadAndFillIsNotCached() {
    World world = new World().guarded();
    world.database.put(order(1).build());
    world.observed.afterRead = () -> world.forget(1);
    Answer<Optional<Order>> answer = world.find(1);
    assertSame(Source.MISS, answer.source());
    assertNull(answer.generation());
    world.observed.afterRead = () -> {};
    assertSame(Source.MISS, world.find(1).source());
    assertEquals(1, world.query.statistics().refusedFills());
  }

  @Test
  void aBatchReadsOnlyWhatIsMissingAndFillsIt() {
    World world = new World().guarded();
    world.database.put(order(1).build());
    world.database.put(order(2).build());
    world.find(1);
    Set<OrderId> ids = Set.of(new OrderId(1), new OrderId(2), new OrderId(3));
    Map<OrderId, Answer<Optional<Order>>> answers = world.query.findAll(ids);
    assertEquals(ids, answers.keySet());
    assertEquals(Set.of(new OrderId(2), new OrderId(3)), world.observed.reads.get(1));
    assertSame(Source.HIT, source(answers, 1));
    assertSame(Source.MISS, source(answers, 2));
    assertFalse(value(answers, 3).isPresent());
    world.query.findAll(ids).values().forEach(a -> assertSame(Source.HIT, a.source()));
    assertEquals(2, world.observed.reads.size());
  }

  @Test
  void aBatchWaitsForWhatAnotherLoadsAndThenReadsItWithoutFilling() {
    CacheSettings shortLeases = CacheSettings.defaults().withLeaseTime(Duration.ofMillis(50));
    World world = new World(shortLeases, CacheAsideSettings.defaults()).guarded();
    world.database.put(order(1).build());
    world.leaseOfAnother(new OrderKey(new OrderId(1)));
    Answer<Optional<Order>> answer =
        Optional.ofNullable(world.query.findAll(Set.of(new OrderId(1))).get(new OrderId(1)))
            .orElseThrow();
    assertSame(Source.BYPASS, answer.source());
    assertNull(answer.generation());
  }

  private static Source source(Map<OrderId, Answer<Optional<Order>>> answers, long id) {
    return Optional.ofNullable(answers.get(new OrderId(id))).orElseThrow().source();
  }

  private static Optional<Order> value(Map<OrderId, Answer<Optional<Order>>> answers, long id) {
    return Optional.ofNullable(answers.get(new OrderId(id))).orElseThrow().value();
  }
}
