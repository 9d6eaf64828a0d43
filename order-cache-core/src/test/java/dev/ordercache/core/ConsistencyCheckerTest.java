package dev.ordercache.core;

import static dev.ordercache.memory.Orders.APPROVED;
import static dev.ordercache.memory.Orders.STARTED;
import static dev.ordercache.memory.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderId;
import dev.ordercache.OrderQueryException;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.CacheKey.CountKey;
import dev.ordercache.cache.CacheKey.OrderKey;
import dev.ordercache.cache.CacheKey.PageKey;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.consistency.ConsistencyChecker;
import dev.ordercache.consistency.ConsistencySettings;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.relay.ChangeRelay;
import dev.ordercache.relay.RelaySettings;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the checker counts, and which effects on the cache and the database it avoids. */
class ConsistencyCheckerTest extends ConsistencyFixture {

  private static final Duration HOURS = Duration.ofHours(2);

  private void cacheAll() {
    world.find(1);
    world.query.list(World.page(APPROVED, CachePlan.defaults().pageSize()));
    world.query.count(APPROVED);
    world.observed.reads.clear();
  }

  private <V> Lookup<V> lookup(CacheKey<V> key) {
    return world.cache.<V>lookup(List.of(key)).get(0);
  }

  @Test
  void aChangeThatTheCacheShowsIsCountedAtEachStageWithoutReadingTheDatabase() {
    world.database.put(order(1).build());
    cacheAll();
    report(change(1, 1, null, APPROVED));
    awaitChecked(1);

    assertEquals(1, report().changes());
    assertEquals(1, within().checked());
    assertEquals(1, within().consistent());
    assertEquals(1, bound().checked());
    assertEquals(1, bound().consistent());
    assertEquals(List.of(), world.observed.reads);
    assertEquals("600s", within().name());
    assertEquals("bound", bound().name());
  }

  @Test
  void aSampledChangeIsComparedOnceWithTheDatabase() {
    world.database.put(order(1).build());
    cacheAll();
    check(settings().withSample(1));
    report(change(1, 1, null, APPROVED));
    awaitChecked(1);
    Eventually.await("two reads of the database", () -> world.observed.reads.size() == 2);

    assertEquals(2, report().databaseReads());
    assertEquals(1, report().sampled());
    assertEquals(
        Set.of(Set.of(new OrderId(1)), World.page(APPROVED, CachePlan.defaults().pageSize())),
        Set.copyOf(world.observed.reads));
    assertEquals(1, bound().consistent());
  }

  @Test
  void leasesAreReleased() {
    report(change(1, 1, APPROVED, STARTED));
    awaitChecked(1);

    assertInstanceOf(Lookup.Leased.class, lookup(new OrderKey(new OrderId(1))));
    assertInstanceOf(Lookup.Leased.class, lookup(new PageKey(World.page(STARTED, 50))));
    assertInstanceOf(Lookup.Leased.class, lookup(new PageKey(World.page(APPROVED, 50))));
    assertInstanceOf(Lookup.Leased.class, lookup(new CountKey(STARTED)));
  }

  @Test
  void aChangeThatIsReportedAgainIsIgnored() {
    OrderChange change = change(1, 1, null, APPROVED);
    check(HOURS, settings());
    report(change);
    report(change);

    assertEquals(1, report().changes());
  }

  @Test
  void aChangeThatTheRelayAppliedTooLateIsNotChecked() {
    report(change(1, 1, null, APPROVED), world.clock.instant(), HOURS);
    awaitChecked(1);

    assertEquals(1, within().late());
    assertEquals(0, within().checked());
    assertEquals(1, bound().checked());
  }

  @Test
  void moreChangesThanItMayFollowAreDroppedAndCounted() {
    check(HOURS, new ConsistencySettings(settings().within(), 0, 2));
    for (int i = 1; i <= 5; i++) {
      report(change(i, 1, null, APPROVED));
    }

    assertEquals(5, report().changes());
    assertEquals(3, report().dropped());
  }

  @Test
  void manyChangesAreLookedAtTogether() {
    for (int i = 1; i <= 1_000; i++) {
      report(change(i, 1, null, APPROVED));
    }
    awaitChecked(1_000);

    assertEquals(1_000, within().consistent() + within().skipped());
    assertTrue(world.flaky.lookups.get() < 1_000, () -> world.flaky.lookups + " lookups");
  }

  @Test
  void aCacheThatFailsDoesNotEndIt() {
    world.flaky.failOn(FlakyCache.Call.LOOKUP);
    assertGoesOnAfterFailure(() -> world.flaky.failOn());
  }

  @Test
  void anErrorDoesNotEndIt() {
    world.flaky.afterLookup =
        number -> {
          throw new StackOverflowError();
        };
    assertGoesOnAfterFailure(() -> world.flaky.afterLookup = number -> {});
  }

  @Test
  void aDatabaseThatFailsDoesNotEndIt() {
    world.database.put(order(1).build());
    world.find(1);
    world.observed.failure = new OrderQueryException("injected", null);
    assertGoesOnAfterFailure(() -> world.observed.failure = null);
  }

  private void assertGoesOnAfterFailure(Runnable repair) {
    report(change(1, 2, APPROVED, APPROVED));
    Eventually.await("both stages fail", () -> report().failures() == 2);
    assertEquals(1, within().skipped());
    assertEquals(1, bound().skipped());
    repair.run();
    report(change(2, 1, null, APPROVED));
    awaitChecked(2);

    assertEquals(1, within().consistent());
    assertEquals(1, bound().consistent());
  }

  @Test
  void relayedChangesAreChecked() {
    try (ConsistencyChecker checker =
            new ConsistencyChecker(world.observed, world.flaky, CachePlan.defaults(), onlyBound());
        ChangeRelay relay =
            new ChangeRelay(
                world.database.log(),
                world.cache,
                CachePlan.defaults(),
                RelaySettings.defaults().withListener(checker))) {
      checker.start();
      relay.start();
      Eventually.await("the relay leads", () -> relay.statistics().leading());
      world.find(1);
      world.database.put(order(1).build());
      Eventually.await(
          "checked at the bound", () -> checker.report().stages().get(0).consistent() == 1);
      assertEquals(1, checker.report().changes());
    }
  }

  @Test
  void aSampleIsAShare() {
    for (double sample : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> settings().withSample(sample));
    }
  }
}
