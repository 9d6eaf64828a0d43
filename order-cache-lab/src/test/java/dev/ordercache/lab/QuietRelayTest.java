package dev.ordercache.lab;

import static dev.ordercache.lab.Instance.STARTED;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ordercache.Source;
import dev.ordercache.jdbc.JdbiChangeLog;
import dev.ordercache.lab.Race.Side;
import dev.ordercache.relay.ChangeLog.LeadershipLostException;
import dev.ordercache.relay.ChangeRelay;
import dev.ordercache.relay.HandDrivenRelay;
import dev.ordercache.relay.RelayStatistics;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a relay guarantees while it finds no changes, when most of its rounds are without Redis. The
 * twins have a relay that does not use Redis for as long as it finds none.
 */
class QuietRelayTest {

  private static final Duration BOUND = Duration.ofSeconds(2);

  private final Race race = new Race(Side.REAL).withOrders(10);

  private ChangeRelay startQuietRelay() {
    ChangeRelay relay = race.observer().instance.startRelay(BOUND);
    await().until(() -> relay.statistics().leading() && isTrusted());
    beQuiet(relay);
    return relay;
  }

  private boolean isTrusted() {
    return race.observer().find(7).source() == Source.HIT;
  }

  @AfterEach
  void close() {
    race.close();
  }

  /** Waits until it has polled often without Redis, and then renewed the guard. */
  private static void beQuiet(ChangeRelay relay) {
    RelayStatistics before = relay.statistics();
    await()
        .until(
            () ->
                withoutCache(relay.statistics()) >= withoutCache(before) + 20
                    && relay.statistics().cacheRounds() > before.cacheRounds());
  }

  private static long withoutCache(RelayStatistics status) {
    return status.rounds() - status.cacheRounds();
  }

  /** Runs rounds without Redis until the bound is over. */
  private static void beQuietForTheBound(HandDrivenRelay relay) {
    long began = System.nanoTime();
    await()
        .until(
            () -> {
              relay.roundWithoutCache();
              return System.nanoTime() - began > BOUND.toNanos();
            });
  }

  @Test
  void readersTrustTheCacheStill() {
    ChangeRelay unused = startQuietRelay();
    long began = System.nanoTime();
    await().until(() -> System.nanoTime() - began > BOUND.toNanos());
    await().until(this::isTrusted);
  }

  @Test
  void aFlushIsNoticed() {
    ChangeRelay relay = startQuietRelay();
    long epochs = relay.statistics().newEpochs();
    SharedServers.node().send("FLUSHALL");
    await().until(() -> relay.statistics().newEpochs() > epochs);
    await().until(this::isTrusted);
  }

  @Test
  void withoutRedisReadersTrustTheCacheNoLonger() {
    try (JdbiChangeLog log = race.log();
        HandDrivenRelay relay = elect(log)) {
      beQuietForTheBound(relay);
      assertEquals(Source.BYPASS, race.observer().find(7).source());
      await("a round with Redis is enough").until(() -> relay.round() && isTrusted());
    }
  }

  /** Redis stays empty: there is no new epoch, and no guard. */
  @Test
  void withoutRedisAFlushIsNotNoticed() {
    try (JdbiChangeLog log = race.log();
        HandDrivenRelay relay = elect(log)) {
      assertEquals(1, SharedServers.node().number("EXISTS", race.key("relay")));
      SharedServers.node().send("FLUSHALL");
      beQuietForTheBound(relay);
      assertEquals(0, SharedServers.node().number("EXISTS", race.key("relay")));
      assertEquals(Source.BYPASS, race.observer().find(7).source());
      assertThrows(LeadershipLostException.class, relay::round, "a round with Redis notices it");
    }
  }

  private HandDrivenRelay elect(JdbiChangeLog log) {
    HandDrivenRelay relay = race.elect(log, race.target(race.observer()), BOUND);
    await().until(() -> relay.round() && isTrusted());
    return relay;
  }

  @Test
  void anyChangeIsSeen() {
    ChangeRelay relay = startQuietRelay();
    race.warm();
    beQuiet(relay);
    race.postgres.setStatus(7, STARTED.name());
    race.assertAtRestWithin(BOUND, System.nanoTime(), 7);
  }

  @Test
  void anotherRelayThatTakesOverEndsTheTerm() {
    ChangeRelay relay = startQuietRelay();
    long term = relay.statistics().term();
    race.postgres.sql("UPDATE order_relay SET term = term + 1");
    await().until(() -> relay.statistics().term() > term + 1 && relay.statistics().leading());
    race.warm();
    race.postgres.setStatus(7, STARTED.name());
    race.assertAtRestWithin(BOUND, System.nanoTime(), 7);
  }
}
