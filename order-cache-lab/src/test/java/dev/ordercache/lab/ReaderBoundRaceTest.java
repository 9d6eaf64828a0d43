package dev.ordercache.lab;

import static dev.ordercache.lab.Instance.STARTED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.lab.Race.Side;
import dev.ordercache.redis.RedisRelayTarget;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A rolling change of the staleness bound: relay and reader have different ones. */
class ReaderBoundRaceTest {

  private static final Duration READERS = Duration.ofSeconds(2);

  /** The relay's bound is ten minutes. The unprotected reader trusts the guard for as long. */
  @ParameterizedTest
  @EnumSource
  void theRelayPromisedMoreThanTheReaderAndStops(Side side) {
    try (Race race = Race.ofRelays(side).withOrders(10).withGuard()) {
      Service reader =
          race.service(
              race.isReal() ? race.plan.toBuilder().stalenessBound(READERS).build() : race.plan);
      race.warm();
      race.postgres.setStatus(7, STARTED.name());
      RedisRelayTarget clock = race.target(reader);
      long committed = clock.time().millis();
      Awaitility.await().until(() -> clock.time().millis() > committed + READERS.toMillis());
      Observation seen = new Observation(reader, race.postgres, 10);
      if (race.isReal()) {
        assertEquals(List.of(), seen.stale());
      } else {
        seen.assertStale();
      }
    }
  }
}
