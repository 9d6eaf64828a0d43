package dev.ordercache.lab;

import static dev.ordercache.lab.Instance.STARTED;
import static dev.ordercache.lab.Race.COMPLETED;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ordercache.OrderQuery;
import dev.ordercache.OrderSort;
import dev.ordercache.PageRequest;
import dev.ordercache.Source;
import dev.ordercache.jdbc.JdbiChangeLog;
import dev.ordercache.lab.LaxLog.Lack;
import dev.ordercache.lab.Race.Side;
import dev.ordercache.redis.NearCacheSettings;
import dev.ordercache.redis.RedisNearCache;
import dev.ordercache.relay.ChangeRelay;
import dev.ordercache.relay.HandDrivenRelay;
import dev.ordercache.relay.RelaySettings;
import dev.ordercache.relay.RelayTarget;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Races of the relay. Where both sides have the real cache, the unprotected one is this project's
 * own protocol without the check that the row is about.
 */
class RelayRacesTest {

  private static final Duration BOUND = Duration.ofSeconds(2);
  private static final PageRequest APPROVED_PAGE =
      PageRequest.first(Instance.APPROVED, OrderSort.DUE, 50);
  private static final String APPROVED_COUNT =
      "SELECT count(*) FROM orders WHERE status = 'MANUFACTURING_APPROVED'";
  private static final Duration PATIENT = Duration.ofMinutes(10);

  /** The unprotected writer leaves its change to the relay. */
  @ParameterizedTest
  @EnumSource
  void row10TheRelayLagsAndTheWriterReadsItsOwnChange(Side side) {
    try (Race race = Race.ofRelays(side).withOrders(10).withGuard()) {
      race.warm();
      Service user = race.observer();
      if (!race.isReal()) {
        user.cache.dropInvalidations();
      }
      user.change(7, STARTED);
      race.assertAtRest();
    }
  }

  @ParameterizedTest
  @EnumSource
  void row11ALowerIdCommitsLaterThanAHigher(Side side) throws SQLException {
    try (Race race = Race.ofRelays(side).withOrders(10).withGuard();
        JdbiChangeLog log = race.log();
        HandDrivenRelay relay =
            race.elect(
                LaxLog.unlessReal(race, log, Lack.LATE_ROWS),
                race.target(race.service()),
                PATIENT);
        Connection slow = race.postgres.connect();
        Statement person = slow.createStatement()) {
      race.warm();
      slow.setAutoCommit(false);
      person.execute("UPDATE orders SET priority = 9 WHERE id = 7");
      race.postgres.sql("UPDATE orders SET priority = 9 WHERE id = 3");
      relay.untilComplete();
      slow.commit();
      relay.untilComplete();
      race.assertAtRest();
    }
  }

  /** The first relay's connection to Redis ends between its poll and its script. */
  @ParameterizedTest
  @EnumSource
  void row11ARelayDiesWithRowsInItsHands(Side side) {
    try (Race race = Race.ofRelays(side).withOrders(10).withGuard();
        JdbiChangeLog log = race.log()) {
      race.warm();
      Service dying = race.service();
      RelayTarget target = race.target(dying);
      try (HandDrivenRelay relay =
          race.elect(LaxLog.unlessReal(race, log, Lack.ACKNOWLEDGEMENT), target, PATIENT)) {
        race.postgres.setStatus(7, STARTED.name());
        dying.instance.redis.close();
        assertThrows(RuntimeException.class, relay::round);
      }
      try (HandDrivenRelay next = race.elect(log, race.target(race.service()), PATIENT)) {
        next.untilComplete();
      }
      race.assertAtRest();
    }
  }

  @ParameterizedTest
  @EnumSource
  void row13OneStatementChangesManyOrdersOfSeveralStatuses(Side side) {
    try (Race race = new Race(side).withOrders(10_000).relayed(BOUND)) {
      race.postgres.sql("UPDATE orders SET status = 'PACKAGING' WHERE id % 3 = 0");
      race.warm();
      race.postgres.sql(
          "UPDATE orders SET status = CASE WHEN id % 2 = 0 THEN 'MANUFACTURING_STARTED'"
              + " ELSE 'MANUFACTURING_COMPLETED' END");
      race.assertAtRestWithin(BOUND, System.nanoTime(), 10_000);
    }
  }

  /**
   * The guard must not be renewed while rows wait behind the batch that are too few for a new
   * epoch.
   */
  @ParameterizedTest
  @EnumSource
  void row13ABatchIsNotAllThatThereIs(Side side) {
    RelaySettings oneByOne =
        new RelaySettings(
            Duration.ofMillis(5), Duration.ofMillis(25), Duration.ofMillis(250), 1, changes -> {});
    try (Race race = Race.ofRelays(side).withOrders(25).withEmptyLog();
        JdbiChangeLog log = race.log();
        HandDrivenRelay relay =
            HandDrivenRelay.elect(
                LaxLog.unlessReal(race, log, Lack.COMPLETENESS),
                race.target(race.service()),
                race.relayPlan(BOUND),
                oneByOne)) {
      await().until(() -> relay.round() && race.observer().find(7).source() == Source.HIT);
      race.postgres.sql("UPDATE orders SET priority = 9 WHERE id > 10");
      race.postgres.sql("UPDATE orders SET priority = 9 WHERE id = 7");
      long committed = System.nanoTime();
      await().until(() -> System.nanoTime() - committed > BOUND.toNanos());
      boolean verified = false;
      for (int round = 0; round < 12; round++) {
        relay.round();
        verified |= race.observer().find(7).source() == Source.HIT;
      }
      assertEquals(!race.isReal(), verified, "an order changed longer ago than the bound");
    }
  }

  /**
   * An order is changed in SQL, and the cache is flushed so that all readers see the change. An
   * ordinary service has the list in its memory too, which is not flushed.
   */
  @ParameterizedTest
  @EnumSource
  void row18EverythingIsFlushedWhileIdle(Side side) {
    String uri = SharedServers.node().uri();
    try (Race race = new Race(side).withOrders(10).withGuard();
        RedisNearCache near =
            new RedisNearCache(
                race.observer().instance.redis,
                race.observer().instance.cache,
                NearCacheSettings.defaults());
        PlainNear plain = new PlainNear(uri, uri, uri)) {
      near.start();
      OrderQuery orders = race.observer().instance.reading(near);
      Supplier<String> size =
          race.isReal()
              ? () -> "" + orders.list(APPROVED_PAGE).value().orders().size()
              : () -> plain.get("size", () -> "" + race.postgres.number(APPROVED_COUNT));
      await()
          .until(() -> size.get().equals("10") && (near.statistics().hits() > 0 || !race.isReal()));
      race.postgres.setStatus(7, STARTED.name());
      assertEquals("10", size.get(), "nothing was invalidated");
      SharedServers.node().send("FLUSHALL");
      if (race.isReal()) {
        await().until(() -> size.get().equals("9"));
      } else {
        assertEquals("10", size.get(), "memory is correct, so there was no race");
      }
    }
  }

  @Test
  void row18EverythingIsFlushedWhileIdleAndTheRelayNotices() {
    try (Race race = new Race(Side.REAL).withOrders(10).withGuard()) {
      ChangeRelay relay = race.observer().instance.startRelay(BOUND);
      await().until(() -> relay.statistics().leading());
      race.warm();
      long before = relay.statistics().newEpochs();
      SharedServers.node().send("FLUSHALL");
      await().until(() -> relay.statistics().newEpochs() == before + 1);
      race.assertAtRest();
    }
  }

  /** The first writer ends before its delete; its change took the order out of the first list. */
  @ParameterizedTest
  @EnumSource
  void row34ALaterChangeIsMarkedAsDone(Side side) {
    try (Race race = Race.ofRelays(side).withOrders(10).withGuard();
        JdbiChangeLog log = race.log()) {
      race.warm();
      race.postgres.setStatus(7, STARTED.name());
      race.service().change(7, COMPLETED);
      RelayTarget target = race.target(race.service());
      try (HandDrivenRelay relay =
          race.elect(log, race.isReal() ? target : new AtLeastMarks(target, race), PATIENT)) {
        relay.untilComplete();
      }
      race.assertAtRest();
    }
  }
}
