package dev.ordercache.lab;

import static dev.ordercache.lab.Instance.STARTED;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.Source;
import dev.ordercache.jdbc.JdbiChangeLog;
import dev.ordercache.lab.LaxLog.Lack;
import dev.ordercache.lab.Race.Side;
import dev.ordercache.lab.Service.HeldWork;
import dev.ordercache.relay.ChangeLog;
import dev.ordercache.relay.ChangeLog.LeadershipLostException;
import dev.ordercache.relay.HandDrivenRelay;
import dev.ordercache.relay.RelayTarget;
import dev.ordercache.relay.RelayTarget.RelayTargetException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Races in which another server replaces the primary, with the data that it had until then. */
class FailoverRacesTest {

  private static final Duration BOUND = Duration.ofSeconds(2);
  private static final Duration PATIENT = Duration.ofMinutes(10);

  @ParameterizedTest
  @EnumSource
  void row19AReplicaWithoutTheDeleteIsPromoted(Side side) {
    try (ReplicatedRedis redis = new ReplicatedRedis();
        Race race = new Race(side).withOrders(10)) {
      race.setObserver(race.service(redis.uri()));
      race.relayed(BOUND);
      race.warm();
      redis.cutReplication();
      race.service(redis.uri()).change(7, STARTED);
      long committed = System.nanoTime();
      redis.primary.kill();
      redis.promote();
      awaitConnection(race, race.observer());
      race.assertAtRestWithin(BOUND, committed, 7);
    }
  }

  @ParameterizedTest
  @EnumSource
  void row20SomeReadersAreStillOnTheOldPrimary(Side side) {
    try (ReplicatedRedis redis = new ReplicatedRedis();
        Race race = new Race(side).withOrders(10)) {
      Service moving = race.service(redis.uri());
      race.setObserver(race.service(redis.primary.uri()));
      if (race.isReal()) {
        moving.instance.startRelay(BOUND);
        await().until(() -> race.observer().find(1).source() == Source.HIT);
      }
      race.warm();
      redis.cutReplication();
      redis.promote();
      await().until(() -> moving.change(7, STARTED) != null);
      long committed = System.nanoTime();
      if (race.isReal()) {
        await().until(() -> race.observation().readWithin(BOUND, committed, 7, 2) == Source.BYPASS);
        assertEquals(List.of(), race.observation().stale());
      } else {
        race.assertAtRest();
      }
    }
  }

  /**
   * The unprotected relays have no terms: the first sets the guard for what the second has deleted.
   */
  @ParameterizedTest
  @EnumSource
  void row35ARelayPausesBeforeItsFirstScriptAndAnotherIsElected(Side side) {
    try (ReplicatedRedis redis = new ReplicatedRedis();
        Race race = Race.ofRelays(side).withOrders(10);
        JdbiChangeLog log = race.logWithoutLock()) {
      race.setObserver(race.service(redis.uri()));
      ChangeLog lax = LaxLog.unlessReal(race, log, Lack.TERMS);
      RelayTarget target = race.target(race.observer());
      try (HandDrivenRelay before = race.elect(lax, target, PATIENT)) {
        before.untilComplete();
      }
      race.warm();
      Service pausing = race.service(redis.uri());
      HeldTarget heldTarget = new HeldTarget(race.target(pausing));
      HandDrivenRelay paused = race.elect(lax, heldTarget, PATIENT);
      HeldWork firstRound = new HeldWork(heldTarget.holdFirst(), paused::round);
      redis.cutReplication();
      race.postgres.setStatus(7, STARTED.name());
      HandDrivenRelay second = race.elect(lax, target, PATIENT);
      second.untilComplete();
      redis.primary.kill();
      redis.promote();
      awaitConnection(race, pausing);
      firstRound.goOn();
      goOn(paused);
      assertOutcome(race, second, log);
    }
  }

  /** The unprotected relay does not check, when it polls, whether it still leads. */
  @ParameterizedTest
  @EnumSource
  void row40ADeposedRelayPollsAfterItsSuccessorHasDrained(Side side) {
    try (ReplicatedRedis redis = new ReplicatedRedis();
        Race race = Race.ofRelays(side).withOrders(10);
        JdbiChangeLog log = race.logWithoutLock()) {
      race.setObserver(race.service(redis.uri()));
      ChangeLog lax = LaxLog.unlessReal(race, log, Lack.TERM_IN_POLL);
      RelayTarget target = race.target(race.service(redis.uri()));
      HandDrivenRelay deposed = race.elect(lax, target, PATIENT);
      deposed.untilComplete();
      race.warm();
      redis.cutReplication();
      race.postgres.setStatus(7, STARTED.name());
      HandDrivenRelay second = race.elect(log, race.target(race.observer()), PATIENT);
      second.untilComplete();
      redis.primary.kill();
      redis.promote();
      awaitConnection(race, race.observer());
      goOn(deposed);
      assertOutcome(race, second, log);
    }
  }

  /** Uses a target of its own: that of a relay remembers which server has answered last. */
  private static void awaitConnection(Race race, Service service) {
    RelayTarget target = race.target(service);
    await()
        .ignoreExceptionsInstanceOf(RuntimeException.class)
        .until(() -> target.time().millis() > 0);
  }

  /** Some more rounds, of which the second may set the guard on the new server. */
  private static void goOn(HandDrivenRelay relay) {
    try (relay) {
      for (int round = 0; round < 3; round++) {
        round(relay);
      }
    } catch (LeadershipLostException e) {
      // as expected
    }
  }

  private static void round(HandDrivenRelay relay) {
    await()
        .ignoreExceptionsInstanceOf(RelayTargetException.class)
        .until(
            () -> {
              relay.round();
              return true;
            });
  }

  /** On the real side the second finds that Redis has lost something, and a third repairs that. */
  private static void assertOutcome(Race race, HandDrivenRelay second, ChangeLog log) {
    if (race.isReal()) {
      assertEquals(List.of(), race.observation().stale());
      goOn(second);
      HandDrivenRelay third = race.elect(log, race.target(race.observer()), PATIENT);
      goOn(third);
    } else {
      second.close();
    }
    race.assertAtRest();
  }
}
