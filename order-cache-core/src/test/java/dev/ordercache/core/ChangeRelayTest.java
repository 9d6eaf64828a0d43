package dev.ordercache.core;

import static dev.ordercache.memory.Orders.APPROVED;
import static dev.ordercache.memory.Orders.STARTED;
import static dev.ordercache.memory.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Answer;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.Source;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.relay.ChangeLog;
import dev.ordercache.relay.ChangeRelay;
import dev.ordercache.relay.Progress;
import dev.ordercache.relay.RelaySettings;
import dev.ordercache.relay.RelayTarget.Round;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The effects of the relay on the cache. */
class ChangeRelayTest {

  private static final RelaySettings SETTINGS =
      new RelaySettings(
          Duration.ofMillis(2), Duration.ofMillis(2), Duration.ofMillis(10), 3, changes -> {});

  private final World world = new World();
  private final FlakyChangeLog log = new FlakyChangeLog(world.database.log());
  private final ChangeRelay relay = relay(log);

  private ChangeRelay relay(ChangeLog changes) {
    return new ChangeRelay(changes, world.cache, CachePlan.defaults(), SETTINGS);
  }

  private void start() {
    relay.start();
    awaitLeader(relay);
  }

  private static void awaitLeader(ChangeRelay candidate) {
    Eventually.await("the relay leads", () -> candidate.statistics().leading());
  }

  private void awaitRelayed() {
    Eventually.await("the log is empty", () -> world.database.log().size() == 0);
  }

  @AfterEach
  void closeRelay() {
    relay.close();
  }

  @Test
  void aChangeByAnyWriterReachesTheCache() {
    world.database.put(order(1).build());
    start();
    awaitRelayed();
    world.find(1);
    world.query.list(World.page(APPROVED, 10));
    world.query.list(World.page(STARTED, 10));
    world.database.put(order(1).status(STARTED).build());
    awaitRelayed();
    assertEquals(STARTED, world.find(1).value().orElseThrow().status());
    Answer<OrderPage> approved = world.query.list(World.page(APPROVED, 10));
    assertEquals(0, approved.value().orders().size());
    assertSame(Source.MISS, approved.source());
    assertEquals(1, world.query.list(World.page(STARTED, 10)).value().orders().size());
    Eventually.await("both are counted", () -> relay.statistics().changes() == 2);
  }

  @Test
  void moreChangesThanABatchAreAllRelayed() {
    start();
    LongStream.rangeClosed(1, 10).forEach(world::find);
    LongStream.rangeClosed(1, 10).forEach(id -> world.database.put(order(id).build()));
    awaitRelayed();
    LongStream.rangeClosed(1, 10).forEach(id -> assertTrue(world.find(id).value().isPresent()));
  }

  @Test
  void aRelayThatDoesNotLeadCountsTheBacklogToo() {
    try (ChangeLog.Leadership other = world.database.log().lead().orElseThrow()) {
      LongStream.rangeClosed(1, 10).forEach(id -> world.database.put(order(id).build()));
      relay.start();
      Eventually.await("the backlog is counted", () -> relay.statistics().backlog().unread() == 10);
      assertFalse(relay.statistics().leading());
      assertTrue(relay.statistics().term() < other.term().number());
    }
  }

  @Test
  void aTruncatedTableLeavesNothingInTheCache() {
    world.database.put(order(1).build());
    start();
    awaitRelayed();
    world.find(1);
    world.database.truncate();
    awaitRelayed();
    assertTrue(world.find(1).value().isEmpty());
  }

  @Test
  void aCacheThatLostEverythingGetsANewEpochAndAGuard() {
    start();
    assertEquals(1, relay.statistics().newEpochs());
    awaitRoundsWithoutCache(1);
    world.cache.flush();
    Eventually.await("a new epoch", () -> relay.statistics().newEpochs() == 2);
    assertSame(Source.MISS, world.find(1).source());
    assertSame(Source.HIT, world.find(1).source());
  }

  @Test
  void aDeposedRelayStepsDownAndIsElectedAnew() {
    start();
    long first = relay.statistics().term();
    world.database.log().depose();
    Eventually.await("a higher term", () -> relay.statistics().term() > first);
    awaitLeader(relay);
    world.find(1);
    world.database.put(order(1).build());
    awaitRelayed();
    assertTrue(world.find(1).value().isPresent());
  }

  @Test
  void anAcknowledgementThatFailsIsRepeatedInTheNextTerm() {
    start();
    world.find(1);
    log.failAcknowledgements(true);
    world.database.put(order(1).build());
    Eventually.await("failures", () -> relay.statistics().failures() > 1);
    assertEquals(1, world.database.log().size());
    assertTrue(world.find(1).value().isPresent());
    log.failAcknowledgements(false);
    awaitRelayed();
    awaitLeader(relay);
    assertEquals(1, relay.statistics().newEpochs());
  }

  @Test
  void anErrorDoesNotEndTheRelay() {
    log.failElections(new StackOverflowError());
    relay.start();
    Eventually.await("failures", () -> relay.statistics().failures() > 1);
    log.failElections(null);
    awaitLeader(relay);
  }

  @Test
  void anotherRelayTakesOverWarm() {
    start();
    world.find(1);
    try (ChangeRelay other = relay(world.database.log())) {
      other.start();
      relay.close();
      awaitLeader(other);
      assertEquals(0, other.statistics().newEpochs());
      assertNotEquals(relay.statistics().term(), other.statistics().term());
      assertSame(Source.HIT, world.find(1).source());
      world.database.put(order(1).build());
      awaitRelayed();
      assertTrue(world.query.find(new OrderId(1)).value().isPresent());
    }
  }

  private void awaitRoundsWithoutCache(int count) {
    Eventually.await(
        "rounds without the cache",
        () -> relay.statistics().rounds() - relay.statistics().cacheRounds() >= count);
  }

  @Test
  void aRelayThatFindsNothingMostlyLeavesOutTheCache() {
    start();
    awaitRoundsWithoutCache(50);
  }

  @Test
  void aRelayThatFindsNothingRenewsTheGuard() {
    start();
    world.find(1);
    for (int i = 0; i < 3; i++) {
      long before = relay.statistics().cacheRounds();
      world.clock.advance(CachePlan.defaults().stalenessBound().dividedBy(2));
      // the guard of the first round counts from before the clock was advanced
      Eventually.await("two rounds", () -> relay.statistics().cacheRounds() >= before + 2);
      assertSame(Source.HIT, world.find(1).source());
    }
  }

  @Test
  void aRelayWhoseTermIsOverInTheCacheNoticesThoughItFindsNothing() {
    start();
    awaitRoundsWithoutCache(1);
    long first = relay.statistics().term();
    world.cache.takeOver(
        new ChangeLog.Term(first + 1, "another", new Progress(0, 0)),
        new Round(List.of(), world.cache.time(), null));
    Eventually.await("a higher term", () -> relay.statistics().term() > first);
    awaitLeader(relay);
  }

  @Test
  void eachRoundIsTimed() {
    LongAdder withCache = new LongAdder();
    LongAdder withoutCache = new LongAdder();
    relay.listen((took, cached) -> (cached ? withCache : withoutCache).increment());
    start();
    Eventually.await("both kinds", () -> withCache.sum() > 2 && withoutCache.sum() > 2);
    relay.close();
    assertEquals(relay.statistics().cacheRounds(), withCache.sum());
    assertEquals(relay.statistics().rounds(), withCache.sum() + withoutCache.sum());
  }

  @Test
  void aListenerThatThrowsDoesNotEndTheTerm() {
    LongAdder others = new LongAdder();
    relay.listen(
        (took, cached) -> {
          throw new IllegalStateException("injected");
        });
    relay.listen((took, cached) -> others.increment());
    start();
    Eventually.await("rounds", () -> others.sum() > 20);
    assertEquals(1, relay.statistics().elections());
    assertEquals(0, relay.statistics().failures());
  }

  @Test
  void aBoundOfFourIdleIntervalsIsRefused() {
    Duration bound = RelaySettings.defaults().idleInterval().multipliedBy(4);
    CachePlan plan = CachePlan.builder().stalenessBound(bound).build();
    assertThrows(
        IllegalArgumentException.class,
        () -> new ChangeRelay(log, world.cache, plan, RelaySettings.defaults()));
  }

  @Test
  void withoutARelayReadersBypassTheCacheAfterTheBound() {
    start();
    world.find(1);
    relay.close();
    assertSame(Source.HIT, world.find(1).source());
    world.clock.advance(CachePlan.defaults().stalenessBound());
    assertSame(Source.BYPASS, world.find(1).source());
  }
}
