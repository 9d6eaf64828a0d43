package dev.ordercache.lab;

import static dev.ordercache.lab.Instance.STARTED;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderId;
import dev.ordercache.Source;
import dev.ordercache.cache.CacheKey.OrderKey;
import dev.ordercache.cache.Lookup;
import dev.ordercache.jdbc.JdbiChangeLog;
import dev.ordercache.lab.Race.Side;
import dev.ordercache.relay.HandDrivenRelay;
import dev.ordercache.relay.RelayTarget;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Row 29 of {@code docs/races.md}, its second half: Redis' own clock is set back by an hour. */
class RedisClockRacesTest {

  private static final Duration BOUND = Duration.ofSeconds(2);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final OrderKey SEVEN = new OrderKey(new OrderId(7));

  /** On the unprotected side the guard's end is never moved back. */
  @ParameterizedTest
  @EnumSource
  void row29TheGuardIsFoundedOnTheClockAsItWasBefore(Side side) throws IOException {
    try (FakedClock clock = new FakedClock();
        Race race = Race.ofRelays(side).withOrders(10).withEmptyLog();
        JdbiChangeLog log = race.log()) {
      race.setObserver(race.service(clock.node.uri()));
      RelayTarget target = race.target(race.observer());
      try (HandDrivenRelay relay =
          race.elect(log, race.isReal() ? target : new LongestGuard(target), BOUND)) {
        await().until(() -> relay.round() && race.observer().find(7).source() == Source.HIT);
        clock.setBack(HOUR);
        relay.round(); // still based on the time before
        relay.round();
      }
      race.postgres.setStatus(7, STARTED.name());
      long committed = System.nanoTime();
      if (race.isReal()) {
        long current = race.postgres.version(7);
        await()
            .until(
                () -> race.observation().readWithin(BOUND, committed, 7, current) == Source.BYPASS);
      } else {
        await().until(() -> System.nanoTime() - committed > BOUND.multipliedBy(2).toNanos());
        assertFalse(
            race.observation().stale().isEmpty(), "the guard has expired, so there was no race");
      }
    }
  }

  /** The holder of the lease, or of the lock on the unprotected side, has ended. */
  @ParameterizedTest
  @EnumSource
  void row29ALeaseSeemsToLastForAnHour(Side side) throws IOException {
    try (FakedClock clock = new FakedClock();
        Race race = new Race(side, LockedCache::new)) {
      race.withOrders(10).setObserver(race.service(clock.node.uri()));
      race.withGuard();
      assertInstanceOf(Lookup.Leased.class, race.observer().cache.lookup(List.of(SEVEN)).get(0));
      clock.setBack(HOUR);
      Service reader = race.service(clock.node.uri());
      Source first = reader.find(7).source();
      if (race.isReal()) {
        assertEquals(Source.MISS, first, "loaded under a lease, at once");
        assertEquals(Source.HIT, reader.find(7).source());
      } else {
        assertEquals(Source.BYPASS, first, "waited without success, and did not fill");
        assertTrue(clock.node.number("PTTL", race.key(LockedCache.lockOf(SEVEN))) > 3_000_000);
      }
    }
  }
}
