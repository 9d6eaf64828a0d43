package dev.ordercache.statuschange;

import static dev.ordercache.statuschange.Scene.submission;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.invalidation.InvalidationPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How long a worker waits for more work. */
class WorkerTest {

  private final FakeChanges database = new FakeChanges();
  private final ChangeCounters counters = new ChangeCounters();
  private final Worker worker = worker(new Scene());

  private Worker worker(Scene scene) {
    StatusChanges.Parts parts =
        new StatusChanges.Parts(
            database, database, scene.cache, scene.publisher, InvalidationPolicy.orderAndLists());
    Completion completion = new Completion(parts, new Outcomes(database), counters);
    return new Worker(database, completion, WorkerSettings.defaults(), counters);
  }

  private static List<Duration> millis(long... millis) {
    return LongStream.of(millis).mapToObj(Duration::ofMillis).toList();
  }

  private List<Duration> rounds(int count) {
    return LongStream.range(0, count).mapToObj(i -> worker.round()).toList();
  }

  @Test
  void eachRoundInVainIsFollowedByALongerPauseUpToABound() {
    assertEquals(millis(20, 40, 80, 160, 200, 200), rounds(6));
  }

  @Test
  void afterWorkItLooksAgainAtOnce() {
    rounds(6);
    database.accept(submission(1), Duration.ZERO);

    assertEquals(millis(0, 20), rounds(2));
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
