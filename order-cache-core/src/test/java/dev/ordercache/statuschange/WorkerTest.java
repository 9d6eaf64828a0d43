package dev.ordercache.statuschange;

import static dev.ordercache.statuschange.Scene.submission;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.plan.CachePlan;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How long a worker waits for more work. */
class WorkerTest {

  private final FakeChanges database = new FakeChanges();
  private final ChangeCounters counters = new ChangeCounters();
  private long nanos = Long.MAX_VALUE; // nanoTime may begin anywhere, and overflow
  private final IdlePolls polls = new IdlePolls(WorkerSettings.defaults().idle(), () -> nanos);
  private final Worker worker = worker(new Scene());

  private Worker worker(Scene scene) {
    return worker(scene, WorkerSettings.defaults());
  }

  private Worker worker(Scene scene, WorkerSettings settings) {
    StatusChanges.Parts parts =
        new StatusChanges.Parts(
            database, database, database, scene.publisher, CachePlan.defaults());
    CompletionSteps completion = new CompletionSteps(parts, new Outcomes(database), counters);
    return new Worker(database, completion, settings, polls, counters);
  }

  private static List<Duration> millis(long... millis) {
    return LongStream.of(millis).mapToObj(Duration::ofMillis).toList();
  }

  private List<Duration> rounds(int count) {
    return LongStream.range(0, count).mapToObj(i -> worker.round()).toList();
  }

  @Test
  void eachEmptyRoundIsFollowedByALongerPauseUpToABound() {
    assertEquals(millis(20, 40, 80, 160, 200, 200), rounds(6));
  }

  @Test
  void afterWorkItPollsAgainAtOnce() {
    rounds(6);
    database.accept(submission(1), Duration.ZERO);
    polls.requestPoll();

    assertEquals(millis(0, 20), rounds(2));
  }

  @Test
  void aBusyWorkerPollsAgainEvenIfAnIdleOneHardlyPauses() {
    Duration shortest = Duration.ofMillis(10);
    Worker busy =
        worker(
            new Scene(),
            WorkerSettings.defaults()
                .withTimes(shortest, Duration.ofSeconds(1), Duration.ofMinutes(1)));
    assertEquals(shortest, busy.round());
    polls.requestPoll();
    List<Duration> pauses = new ArrayList<>();
    for (int order = 1; order <= 3; order++) {
      database.accept(submission(order), Duration.ZERO);
      pauses.add(busy.round());
    }
    assertEquals(millis(0, 0, 0), pauses);
  }

  @Test
  void idleWorkersTogetherPollAsOftenAsOneWould() {
    LongAdder found = new LongAdder();
    database.before("settle", found::increment);
    List<Worker> workers = Stream.generate(() -> worker(new Scene())).limit(4).toList();
    workers.forEach(idle -> LongStream.range(0, 5).forEach(i -> idle.round()));
    found.reset();
    for (int i = 0; i < 10; i++) {
      workers.forEach(Worker::round);
      nanos += WorkerSettings.defaults().idle().toNanos();
    }
    assertEquals(10, found.sum());
  }

  @Test
  void anotherWorkerReplacesADelayedOne() {
    List<Worker> workers = Stream.generate(() -> worker(new Scene())).limit(2).toList();
    workers.forEach(idle -> LongStream.range(0, 5).forEach(i -> idle.round()));
    assertTrue(polls.begin(), "one worker has begun to poll, and does not continue");
    database.accept(submission(1), Duration.ZERO);
    assertEquals(Duration.ofMillis(200), workers.get(0).round());
    nanos += WorkerSettings.defaults().idle().toNanos();
    assertEquals(Duration.ZERO, workers.get(0).round());
  }

  @Test
  void failuresAreFollowedByPausesOfSecondsAndThenItIsAsBefore() {
    IOException failure = new IOException();
    for (int i = 0; i < 20; i++) {
      worker.failed(failure);
    }
    assertEquals(Duration.ofSeconds(5), worker.failed(failure));
    assertEquals(millis(20), rounds(1));
    assertEquals(Duration.ofMillis(20), worker.failed(failure));
    assertEquals(22, counters.workerFailures.sum());
  }
}
