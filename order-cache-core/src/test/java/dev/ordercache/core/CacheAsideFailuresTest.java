package dev.ordercache.core;

import static dev.ordercache.memory.Orders.APPROVED;
import static dev.ordercache.memory.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ordercache.Answer;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderQueryException;
import dev.ordercache.PageRequest;
import dev.ordercache.Source;
import dev.ordercache.cache.CacheEntry.ListEntry;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.core.FlakyCache.Call;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a reader receives when the cache or the database fails. */
class CacheAsideFailuresTest {

  private final OrderQueryException down = new OrderQueryException("the database is down", null);
  private static final PageRequest APPROVED_PAGE = World.page(APPROVED, 10);

  private final World world = new World().guarded();
  private final Order order = world.database.put(order(1).build());
  private final Set<OrderId> ids = Set.of(new OrderId(1));

  @Test
  void aLookupThatFailsIsABypassWithOneLoad() {
    world.flaky.failOn(Call.values());
    Answer<Optional<Order>> answer = world.find(1);
    assertSame(Source.BYPASS, answer.source());
    assertEquals(Optional.of(order), answer.value());
    assertEquals(1, world.observed.reads.size());
    assertEquals(1, world.query.statistics().cacheFailures());
  }

  @Test
  void aFillThatFailsIsAMissWithOneLoad() {
    world.flaky.failOn(Call.FILL);
    Answer<Optional<Order>> answer = world.find(1);
    assertSame(Source.MISS, answer.source());
    assertEquals(Optional.of(order), answer.value());
    assertNull(answer.generation());
    assertEquals(1, world.observed.reads.size());
  }

  @Test
  void aBatchSurvivesACacheThatFails() {
    world.flaky.failOn(Call.values());
    Answer<Optional<Order>> answer =
        Optional.ofNullable(world.query.findAll(ids).get(new OrderId(1))).orElseThrow();
    assertSame(Source.BYPASS, answer.source());
    assertEquals(Optional.of(order), answer.value());
    assertEquals(1, world.observed.reads.size());
  }

  @Test
  void aDatabaseThatFailsIsReplacedByAnUnverifiedValueMarkedAsStale() {
    Answer<Optional<Order>> miss = world.find(1);
    world.cache.dropGuard();
    world.observed.failure = down;
    for (int i = 0; i < 2; i++) {
      Answer<Optional<Order>> stale =
          i == 0
              ? world.find(1)
              : Optional.ofNullable(world.query.findAll(ids).get(new OrderId(1))).orElseThrow();
      assertSame(Source.STALE, stale.source());
      assertEquals(miss.value(), stale.value());
      assertEquals(miss.asOf(), stale.asOf());
      assertNull(stale.generation());
    }
  }

  @Test
  void aDatabaseThatFailsFailsTheReadIfTheCacheHasNothing() {
    world.cache.dropGuard();
    world.observed.failure = down;
    assertSame(down, assertThrows(OrderQueryException.class, () -> world.find(1)));
    assertSame(down, assertThrows(OrderQueryException.class, () -> world.query.findAll(ids)));
  }

  @Test
  void aListThatWasInvalidatedBeforeTheDatabaseFailedIsServedAsItWasKnownLast() {
    Answer<OrderPage> known = world.query.list(APPROVED_PAGE);
    Answer<Long> count = world.query.count(APPROVED);
    world.cache.invalidate(List.of(Invalidation.of(new ListEntry(APPROVED))));
    world.observed.failure = down;
    Answer<OrderPage> stale = world.query.list(APPROVED_PAGE);
    assertSame(Source.STALE, stale.source());
    assertEquals(known.snapshot(), stale.snapshot());
    assertNull(stale.generation());
    assertEquals(count.snapshot(), world.query.count(APPROVED).snapshot());
    world.observed.failure = null;
    assertSame(Source.MISS, world.query.list(APPROVED_PAGE).source());
  }

  @Test
  void theLastAnswerIsPreferredToAnOlderUnverifiedValue() {
    world.query.list(APPROVED_PAGE);
    world.cache.dropGuard();
    world.clock.advance(Duration.ofSeconds(1));
    Answer<OrderPage> newest = world.query.list(APPROVED_PAGE);
    world.observed.failure = down;
    assertEquals(newest.snapshot(), world.query.list(APPROVED_PAGE).snapshot());
  }

  @Test
  void aLoadThatFailsReleasesItsLease() {
    world.observed.failure = down;
    assertSame(down, assertThrows(OrderQueryException.class, () -> world.find(1)));
    assertSame(down, assertThrows(OrderQueryException.class, () -> world.query.findAll(ids)));
    world.observed.failure = null;
    assertSame(Source.MISS, world.find(1).source());
  }

  @Test
  void theDatabasesErrorIsNotMaskedByTheCaches() {
    world.observed.failure = down;
    world.flaky.failOn(Call.RELEASE);
    assertSame(down, assertThrows(OrderQueryException.class, () -> world.find(1)));
    assertEquals(1, world.observed.reads.size());
  }

  @Test
  void aVerifiedHitNeedsNoDatabase() {
    world.find(1);
    world.observed.failure = down;
    assertSame(Source.HIT, world.find(1).source());
  }
}
