package dev.ordercache.lab;

import static dev.ordercache.lab.Instance.APPROVED;
import static dev.ordercache.lab.Instance.STARTED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderId;
import dev.ordercache.event.ChangeState;
import dev.ordercache.event.Event;
import dev.ordercache.event.Event.ListChanged;
import dev.ordercache.event.Event.OrderChanged;
import dev.ordercache.event.Event.StatusChanged;
import dev.ordercache.event.EventLog.Entry;
import dev.ordercache.lab.Race.Side;
import dev.ordercache.redis.RedisEventLog;
import dev.ordercache.statuschange.StatusChanges;
import dev.ordercache.statuschange.WorkerSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A worker is killed after it has applied a change: before it has invalidated and published it, or
 * before it has recorded that. No relay runs: the cache stays as the worker left it, or another
 * instance's sweeper finishes the change.
 */
class DeadWorkerRaceTest {

  private static final OrderId SEVEN = new OrderId(7);
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final WorkerSettings SWEEPING =
      WorkerSettings.defaults().withWorkers(1, 1).withTimes(SHORT, SHORT, Duration.ofDays(1));
  private static final String SEVENS_STATE =
      "SELECT count(*) FROM status_change WHERE order_id = 7 AND state = '%s' AND published = %s";

  @ParameterizedTest
  @EnumSource
  void row38AWorkerIsKilledBeforeItsStep(Side side) throws IOException {
    killed(
        side,
        List.of("applied"),
        race -> {
          race.observation().assertStale();
          assertSevenIs(
              race, race.isReal() ? ChangeState.APPLIED : ChangeState.DONE, !race.isReal());
        },
        side == Side.REAL ? 1 : 0);
  }

  /** Where an event is published twice. */
  @ParameterizedTest
  @EnumSource
  void row38AWorkerIsKilledBeforeItsStepIsRecorded(Side side) throws IOException {
    killed(
        side,
        List.of("applied", "published"),
        race -> {
          race.assertAtRest(); // who has received the event reads again
          assertSevenIs(
              race, race.isReal() ? ChangeState.APPLIED : ChangeState.DONE, !race.isReal());
        },
        side == Side.REAL ? 2 : 1);
  }

  /**
   * Kills a worker after the last of its steps.
   *
   * @param left asserts what it has left
   * @param published how often its change is published in the end
   */
  private static void killed(Side side, List<String> steps, Consumer<Race> left, int published)
      throws IOException {
    try (Race race = Race.ofRelays(side).withOrders(10).withGuard();
        RedisEventLog log =
            new RedisEventLog(race.observer().instance.redis, race.plan, race.settings);
        ForkedService worker = ForkedService.start(KilledWorker.class, race, SEVEN.value())) {
      worker.awaitSaid("connected");
      race.warm();
      String start = log.read(null, SHORT).get(0).position();
      for (String step : steps) {
        worker.goOn();
        worker.awaitSaid(step);
      }
      worker.kill();
      left.accept(race);

      List<Event> reported = sweepUntilLater(race, log, start);

      assertSevenIs(race, ChangeState.DONE, true);
      assertPublishedOfSeven(race, published, reported);
      race.assertAtRest();
    }
  }

  private static void assertSevenIs(Race race, ChangeState state, boolean reported) {
    assertEquals(
        1,
        race.postgres.number(SEVENS_STATE.formatted(state, reported)),
        () -> "not " + state + (reported ? "" : ", not published"));
  }

  /**
   * The change is published so often, always with its version. On the real side it is so after
   * deletions, which are repeated with it; on the other there are none, or there was no race.
   */
  private static void assertPublishedOfSeven(Race race, int times, List<Event> reported) {
    long change = race.postgres.number("SELECT id FROM status_change WHERE order_id = 7");
    Event done = new StatusChanged(change, KilledWorker.PRINCIPAL, SEVEN, ChangeState.DONE, 2L);
    assertEquals(
        Collections.nCopies(times, done),
        reported.stream().filter(DeadWorkerRaceTest::isOfTheDead).toList(),
        reported::toString);
    Set<Event> deletions =
        Set.of(new OrderChanged(SEVEN), new ListChanged(APPROVED), new ListChanged(STARTED));
    if (!race.isReal()) {
      assertTrue(Collections.disjoint(reported, deletions), reported::toString);
      return;
    }
    List<Event> rest = reported;
    for (int i = 0; i < times; i++) {
      int place = rest.indexOf(done);
      assertTrue(rest.subList(0, place).containsAll(deletions), reported::toString);
      rest = rest.subList(place + 1, rest.size());
    }
  }

  /**
   * Runs the observer's sweeper until it has finished a change that ended later than that of the
   * dead worker, which was due earlier.
   *
   * @return the events published meanwhile, and those of the worker
   */
  private static List<Event> sweepUntilLater(Race race, RedisEventLog log, String start) {
    race.postgres.sql(
        "INSERT INTO status_change (order_id, to_status, expected_version, principal,"
            + " idempotency_key, state, ended_at) VALUES (8, 'MANUFACTURING_STARTED', 1, 'Bo',"
            + " 'later', 'CANCELLED', clock_timestamp())");
    Instance instance = race.observer().instance;
    List<Event> reported = new ArrayList<>();
    String[] position = {start};
    try (StatusChanges sweeper =
        new StatusChanges(instance.queueing(instance.publisher()), SWEEPING)) {
      sweeper.start();
      Awaitility.await()
          .until(
              () -> {
                position[0] = read(log, position[0], reported);
                return reported.stream().anyMatch(DeadWorkerRaceTest::isLater);
              });
    }
    read(log, position[0], reported); // one round publishes applied changes after cancelled ones
    return reported;
  }

  /** Adds the events after a position, and returns the position of the last one. */
  private static String read(RedisEventLog log, String position, List<Event> reported) {
    String last = position;
    for (Entry entry : log.read(position, SHORT)) {
      last = entry.position();
      reported.add(entry.event());
    }
    return last;
  }

  private static boolean isOfTheDead(Event event) {
    return event instanceof StatusChanged change
        && change.principal().equals(KilledWorker.PRINCIPAL);
  }

  private static boolean isLater(Event event) {
    return event instanceof StatusChanged change && change.principal().equals("Bo");
  }
}
