package dev.ordercache.statuschange;

import static dev.ordercache.statuschange.Recovery.COMPENSATE;
import static dev.ordercache.statuschange.Recovery.RETRY_FORWARD;
import static dev.ordercache.statuschange.Scene.SETTINGS;
import static dev.ordercache.statuschange.Scene.accepted;
import static dev.ordercache.statuschange.Scene.submission;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.event.ChangeState;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Changes that are applied in the call. */
@Timeout(60)
class SagaTest {

  private final Scene scene = new Scene();

  @AfterEach
  void stop() {
    scene.close();
  }

  @ParameterizedTest
  @EnumSource
  void aChangeIsDoneWhenTheCallReturns(Recovery recovery) {
    StatusChanges changes = scene.process(SETTINGS, recovery);

    assertEquals(ChangeState.DONE, accepted(changes.submit(submission(1))).state());
    assertEquals(List.of("invalidated 2", "1 DONE 2"), List.copyOf(scene.recorded));
  }

  @Test
  void aRejectedChangeIsReturnedAsRejected() {
    scene.database.reject("key-1");
    StatusChanges changes = scene.process(SETTINGS, COMPENSATE);

    assertEquals(ChangeState.REJECTED, accepted(changes.submit(submission(1))).state());
  }

  @Test
  void aRepeatedCallDoesNothingMore() {
    StatusChanges changes = scene.process(SETTINGS, COMPENSATE);
    changes.submit(submission(1));
    Acceptance again = changes.submit(submission(1));

    assertEquals(new Acceptance.Accepted(scene.database.entry(1), true), again);
    assertEquals(2, scene.recorded.size(), scene.recorded::toString);
  }

  @Test
  void withoutTheCacheAChangeIsCompensatedAndInvalidatedLater() {
    scene.cacheFailure = Scene.unavailable();
    StatusChanges changes = scene.started(COMPENSATE);
    JournalEntry entry = accepted(changes.submit(submission(1)));
    assertEquals(ChangeState.COMPENSATED, entry.state());
    await().until(() -> changes.statistics().sweeperFailures() > 0);
    assertEquals(List.of(), List.copyOf(scene.recorded));

    scene.cacheFailure = null;
    await().until(() -> scene.recorded.contains("1 COMPENSATED 3"));
    assertEquals("invalidated 3", scene.recorded.peek());
  }

  @Test
  void withoutTheCacheAChangeStaysIfThatIsThePolicy() {
    scene.cacheFailure = Scene.unavailable();
    StatusChanges changes = scene.started(RETRY_FORWARD);
    JournalEntry entry = accepted(changes.submit(submission(1)));
    assertEquals(ChangeState.APPLIED, entry.state());

    scene.cacheFailure = null;
    assertEquals(ChangeState.DONE, changes.outcome(entry).join().state());
    assertEquals(List.of("invalidated 2", "1 DONE 2"), List.copyOf(scene.recorded));
  }

  @Test
  void anOrderChangedSinceIsNotCompensated() {
    scene.cacheFailure = Scene.unavailable();
    scene.database.supersede(1);
    StatusChanges changes = scene.started(COMPENSATE);
    assertEquals(ChangeState.SUPERSEDED, accepted(changes.submit(submission(1))).state());

    scene.cacheFailure = null;
    await().until(() -> scene.recorded.contains("1 SUPERSEDED 2"));
  }

  @ParameterizedTest
  @EnumSource
  void aCallerThatIsInterruptedChangesNothingAfterTheCommit(Recovery recovery) {
    scene.failsIfInterrupted = true;
    StatusChanges changes = scene.process(SETTINGS, recovery);
    Thread.currentThread().interrupt();
    JournalEntry entry = accepted(changes.submit(submission(1)));

    assertTrue(Thread.interrupted(), "the interruption is restored");
    assertEquals(ChangeState.DONE, entry.state());
  }

  @Test
  void anInterruptDuringTheCacheStepDoesNotCompensate() {
    scene.failsIfInterrupted = true;
    scene.onInvalidate =
        () -> {
          scene.onInvalidate = () -> {};
          Thread.currentThread().interrupt();
        };
    StatusChanges changes = scene.process(SETTINGS, COMPENSATE);
    JournalEntry entry = accepted(changes.submit(submission(1)));

    assertTrue(Thread.interrupted(), "the interruption is restored");
    assertEquals(ChangeState.DONE, entry.state());
  }

  @Test
  void anInterruptDuringTheDecisionDoesNotCompensate() {
    scene.database.before(
        "keep",
        () -> {
          scene.database.repair("keep");
          Thread.currentThread().interrupt();
          throw new StatusChangeException("interrupted", new InterruptedException());
        });
    StatusChanges changes = scene.process(SETTINGS, COMPENSATE);
    JournalEntry entry = accepted(changes.submit(submission(1)));

    assertTrue(Thread.interrupted(), "the interruption is restored");
    assertEquals(ChangeState.DONE, entry.state());
  }

  @Test
  void aLockedOrderIsChangedByAWorker() {
    scene.database.nothingIsDue = true;
    StatusChanges changes = scene.started(COMPENSATE);
    JournalEntry entry = accepted(changes.submit(submission(1)));
    assertEquals(ChangeState.PENDING, entry.state());

    scene.database.nothingIsDue = false;
    assertEquals(ChangeState.DONE, changes.outcome(entry).join().state());
  }

  @Test
  void aPublishedChangeIsNeverCompensated() {
    scene.database.fail("finish");
    StatusChanges changes = scene.process(SETTINGS, COMPENSATE);
    JournalEntry entry = accepted(changes.submit(submission(1)));
    assertEquals(ChangeState.DONE, entry.state());
    changes.start();
    await().until(() -> changes.statistics().sweeperFailures() > 0);
    scene.database.repair("finish");

    await().until(() -> changes.statistics().swept() > 0);
    assertEquals(ChangeState.DONE, scene.state(entry));
    assertEquals(Set.of("invalidated 2", "1 DONE 2"), Set.copyOf(scene.recorded));
  }

  @Test
  void withoutThePublisherAChangeStaysAndIsPublishedLater() {
    scene.publisherFailure = Scene.unavailable();
    StatusChanges changes = scene.process(SETTINGS, COMPENSATE);
    JournalEntry entry = accepted(changes.submit(submission(1)));
    assertEquals(ChangeState.DONE, entry.state());
    changes.start();

    scene.publisherFailure = null;
    await().until(() -> scene.recorded.contains("1 DONE 2"));
    assertEquals(ChangeState.DONE, scene.state(entry));
  }

  private static long compensated(StatusChanges changes) {
    return changes.statistics().ended().getOrDefault(ChangeState.COMPENSATED, 0L);
  }

  @Test
  void aSubmitterPausedAfterItsCacheStepReturnsTheOutcome() {
    StatusChanges paused = scene.process(SETTINGS, COMPENSATE);
    StatusChanges other = scene.process(SETTINGS, COMPENSATE);
    scene.onInvalidate =
        () -> {
          scene.onInvalidate = () -> {};
          other.start();
          await().until(() -> compensated(other) == 1);
        };

    assertEquals(ChangeState.COMPENSATED, accepted(paused.submit(submission(1))).state());
    assertEquals(0, compensated(paused), "the change is counted once");
    assertTrue(scene.recorded.contains("1 COMPENSATED 3"), scene.recorded::toString);
    assertFalse(
        scene.recorded.stream().anyMatch(recorded -> recorded.contains("DONE")),
        scene.recorded::toString);
  }
}
