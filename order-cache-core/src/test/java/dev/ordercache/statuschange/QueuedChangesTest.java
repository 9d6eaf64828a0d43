package dev.ordercache.statuschange;

import static dev.ordercache.statuschange.Scene.SETTINGS;
import static dev.ordercache.statuschange.Scene.UNSWEPT;
import static dev.ordercache.statuschange.Scene.accepted;
import static dev.ordercache.statuschange.Scene.submission;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OverloadException;
import dev.ordercache.event.ChangeState;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The outcomes of queued changes. */
@Timeout(60)
class QueuedChangesTest {

  private final Scene scene = new Scene();

  @AfterEach
  void stop() {
    scene.close();
  }

  private void awaitState(ChangeState state, JournalEntry entry) {
    await().until(() -> scene.state(entry) == state);
  }

  @Test
  void aChangeIsAppliedThenInvalidatedAndPublished() {
    StatusChanges changes = scene.process(UNSWEPT, null);
    changes.start();
    JournalEntry entry = accepted(changes.submit(submission(1)));

    assertEquals(ChangeState.PENDING, entry.state());
    awaitState(ChangeState.DONE, entry);
    assertEquals(List.of("invalidated 2", "1 DONE 2"), List.copyOf(scene.recorded));
    await().until(() -> changes.statistics().ended().getOrDefault(ChangeState.DONE, 0L) == 1);
  }

  @Test
  void aRejectedChangeInvalidatesNothingAndIsPublished() {
    scene.database.reject("key-1");
    StatusChanges changes = scene.process(UNSWEPT, null);
    changes.start();
    JournalEntry entry = accepted(changes.submit(submission(1)));

    awaitState(ChangeState.REJECTED, entry);
    await().until(() -> List.copyOf(scene.recorded).equals(List.of("1 REJECTED null")));
  }

  @Test
  void manyChangesAreCompletedInBatches() {
    StatusChanges changes = scene.process(SETTINGS, null);
    JournalEntry last = accepted(changes.submit(submission(1)));
    for (int order = 2; order <= 1_200; order++) {
      last = accepted(changes.submit(submission(order)));
    }
    changes.start();

    awaitState(ChangeState.DONE, last);
    assertEquals(0, changes.statistics().completionFailures());
  }

  @Test
  void aChangeWhoseCacheStepFailsIsFinishedByTheSweeper() {
    scene.cacheFailure = Scene.unavailable();
    StatusChanges changes = scene.started();
    JournalEntry first = accepted(changes.submit(submission(1)));
    awaitState(ChangeState.APPLIED, first);
    JournalEntry second = accepted(changes.submit(submission(2)));
    awaitState(ChangeState.APPLIED, second);
    await().until(() -> changes.statistics().sweeperFailures() > 0);
    await().until(() -> changes.statistics().completionFailures() == 2);
    assertEquals(
        List.of(), List.copyOf(scene.recorded), "nothing is published before the cache step");

    scene.cacheFailure = null;
    awaitState(ChangeState.DONE, first);
    awaitState(ChangeState.DONE, second);
    await().until(() -> changes.statistics().swept() == 2);
    assertEquals(2, changes.statistics().completionFailures());
  }

  @Test
  void aChangeThatCannotBePublishedIsPublishedLater() {
    scene.publisherFailure = Scene.unavailable();
    StatusChanges changes = scene.started();
    JournalEntry entry = accepted(changes.submit(submission(1)));
    await().until(() -> changes.statistics().sweeperFailures() > 0);
    assertEquals(ChangeState.APPLIED, scene.state(entry));

    scene.publisherFailure = null;
    awaitState(ChangeState.DONE, entry);
    assertTrue(scene.recorded.contains("1 DONE 2"), scene.recorded::toString);
  }

  @Test
  void aChangeThatCannotBeRecordedAsFinishedIsPublishedAgain() {
    scene.database.fail("finish");
    StatusChanges changes = scene.started();
    JournalEntry entry = accepted(changes.submit(submission(1)));
    await().until(() -> changes.statistics().sweeperFailures() > 0);

    scene.database.repair("finish");
    awaitState(ChangeState.DONE, entry);
    assertTrue(
        scene.recorded.stream().filter("1 DONE 2"::equals).count() > 1, scene.recorded::toString);
  }

  /** Row 38: to the other processes, each of these looks like the end of the process. */
  @ParameterizedTest
  @MethodSource("deaths")
  void aChangeOfADeadProcessIsFinishedByAnother(String where) {
    StatusChanges dying = scene.process(UNSWEPT, null);
    switch (where) {
      case "before the cache step" -> scene.cacheFailure = new StackOverflowError("killed");
      default ->
          scene.database.before(
              "finish",
              () -> {
                throw new StackOverflowError("killed");
              });
    }
    JournalEntry entry = accepted(dying.submit(submission(1)));
    dying.start();
    await().until(() -> dying.statistics().workerFailures() > 0);
    dying.close();
    scene.cacheFailure = null;
    scene.database.repair("finish");
    assertEquals(ChangeState.APPLIED, scene.state(entry));

    StatusChanges other = scene.started();
    assertEquals(ChangeState.DONE, other.outcome(entry).join().state());
    List<String> recorded = List.copyOf(scene.recorded);
    assertTrue(
        recorded.lastIndexOf("1 DONE 2") > recorded.lastIndexOf("invalidated 2"),
        recorded::toString);
    assertTrue(recorded.contains("invalidated 2"), recorded::toString);
  }

  static List<String> deaths() {
    return List.of("before the cache step", "before it is recorded");
  }

  @Test
  void aWorkerSurvivesExceptionsAndErrors() {
    scene.database.before(
        "settle",
        () -> {
          throw new OutOfMemoryError("injected");
        });
    StatusChanges changes = scene.started();
    await().until(() -> changes.statistics().workerFailures() >= 2);
    scene.database.fail("settle");
    await().until(() -> changes.statistics().workerFailures() >= 4);
    JournalEntry entry = accepted(changes.submit(submission(1)));
    scene.database.repair("settle");

    awaitState(ChangeState.DONE, entry);
  }

  @Test
  void anAcceptedChangeWakesAWorker() {
    StatusChanges changes =
        scene.process(
            SETTINGS.withTimes(Duration.ofMinutes(1), Duration.ofMinutes(30), Duration.ofDays(1)),
            null);
    AtomicInteger rounds = new AtomicInteger();
    scene.database.before("settle", rounds::incrementAndGet);
    scene.database.nothingIsDue = true;
    changes.start();
    for (int order = 1;
        order <= 40;
        order++) { // each round that finds nothing doubles a pause, up to a minute
      int before = rounds.get();
      changes.submit(submission(order));
      await().until(() -> rounds.get() > before);
    }

    scene.database.nothingIsDue = false;
    awaitState(ChangeState.DONE, accepted(changes.submit(submission(41))));
  }

  @Test
  void aListenerIsCalledOnceForEveryOutcomeEvenIfAnotherFails() {
    Queue<String> received = new ConcurrentLinkedQueue<>();
    scene.database.reject("key-2");
    StatusChanges changes = scene.started();
    changes.listen(
        entry -> {
          throw new IllegalStateException("a failure of the listener");
        });
    changes.listen(entry -> received.add(entry.id() + " " + entry.state()));
    changes.submit(submission(1));
    changes.submit(submission(2));

    await().until(() -> received.contains("1 DONE") && received.contains("2 REJECTED"));
    assertEquals(2, received.size(), received::toString);
    assertEquals(0, changes.statistics().completionFailures());
  }

  @Test
  void aKeyThatIsUsedAgainIsTheSameChange() {
    StatusChanges changes = scene.process(SETTINGS, null);
    JournalEntry first = accepted(changes.submit(submission(1)));

    assertEquals(new Acceptance.Accepted(first, true), changes.submit(submission(1)));
    assertEquals(1, changes.statistics().accepted());
    assertEquals(1, changes.statistics().repeated());
  }

  @Test
  void tooManyPendingChangesAreRefused() {
    scene.database.reportedPending = StatusChanges.MAX_PENDING;
    StatusChanges changes = scene.started();
    await().until(() -> changes.statistics().backlog().pending() == StatusChanges.MAX_PENDING);
    assertThrows(OverloadException.class, () -> changes.submit(submission(1)));

    scene.database.reportedPending = 0;
    await().until(() -> changes.statistics().backlog().pending() == 0);
    assertInstanceOf(Acceptance.Accepted.class, changes.submit(submission(1)));
  }

  @Test
  void tooManyPendingChangesOfOnePrincipalAreRefusedToThatOneOnly() {
    String principal = submission(1).principal();
    scene.database.reportedGreedy = Set.of("someone else");
    StatusChanges changes = scene.started();
    await().until(() -> !changes.statistics().backlog().greedy().isEmpty());
    assertInstanceOf(Acceptance.Accepted.class, changes.submit(submission(1)));

    scene.database.reportedGreedy = Set.of(principal);
    await().until(() -> changes.statistics().backlog().greedy().contains(principal));
    assertThrows(QuotaException.class, () -> changes.submit(submission(2)));
  }

  @Test
  void aCancelledChangeIsPublished() {
    StatusChanges changes = scene.process(SETTINGS, null);
    JournalEntry entry = accepted(changes.submit(submission(1)));

    assertTrue(changes.cancel(entry.id()));
    assertEquals(List.of("1 CANCELLED null"), List.copyOf(scene.recorded));
    assertFalse(changes.cancel(entry.id()), "there is nothing left to cancel");
  }

  @Test
  void aChangeIsCancelledEvenIfThatCannotBePublished() {
    StatusChanges changes = scene.process(SETTINGS, null);
    JournalEntry entry = accepted(changes.submit(submission(1)));
    scene.database.fail("findAll");
    assertTrue(changes.cancel(entry.id()));
    assertEquals(List.of(), List.copyOf(scene.recorded));

    scene.database.repair("findAll");
    changes.start();
    await().until(() -> scene.recorded.contains("1 CANCELLED null"));
  }

  @Test
  void anUndoRequestsTheBeforeImageAtTheAppliedVersion() {
    StatusChanges changes = scene.started();
    JournalEntry done = changes.outcome(accepted(changes.submit(submission(1)))).join();
    Submission undo = accepted(changes.undo(done, "ada", "undo")).submission();

    assertEquals("MANUFACTURING_APPROVED", undo.change().to().name());
    assertEquals("ada", undo.change().assignee());
    assertEquals(2, undo.change().expectedVersion());
    assertEquals(done.id(), undo.undoes());
  }

  @Test
  void aChangeWithoutEffectCannotBeUndone() {
    StatusChanges changes = scene.process(SETTINGS, null);
    JournalEntry pending = accepted(changes.submit(submission(1)));

    assertEquals(
        new Acceptance.Refused(new Refusal.NothingToUndo(ChangeState.PENDING)),
        changes.undo(pending, "ada", "undo"));
  }
}
