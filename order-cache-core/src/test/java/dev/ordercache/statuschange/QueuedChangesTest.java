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
  void aChangeIsAppliedThenInvalidatedThenTold() {
    StatusChanges changes = scene.process(UNSWEPT, null);
    changes.start();
    JournalEntry entry = accepted(changes.submit(submission(1)));

    assertEquals(ChangeState.PENDING, entry.state());
    awaitState(ChangeState.DONE, entry);
    assertEquals(List.of("invalidated 2", "1 DONE 2"), List.copyOf(scene.told));
    await().until(() -> changes.statistics().ended().getOrDefault(ChangeState.DONE, 0L) == 1);
  }

  @Test
  void aRejectedChangeInvalidatesNothingAndIsTold() {
    scene.database.reject("key-1");
    StatusChanges changes = scene.process(UNSWEPT, null);
    changes.start();
    JournalEntry entry = accepted(changes.submit(submission(1)));

    awaitState(ChangeState.REJECTED, entry);
    await().until(() -> List.copyOf(scene.told).equals(List.of("1 REJECTED null")));
  }

  @Test
  void moreThanACacheTakesAtOnceIsCompletedInParts() {
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
  void whatTheCacheDoesNotHearIsFinishedByTheSweeper() {
    scene.cacheFailure = Scene.away();
    StatusChanges changes = scene.started();
    JournalEntry first = accepted(changes.submit(submission(1)));
    awaitState(ChangeState.APPLIED, first);
    JournalEntry second = accepted(changes.submit(submission(2)));
    awaitState(ChangeState.APPLIED, second);
    await().until(() -> changes.statistics().sweeperFailures() > 0);
    await().until(() -> changes.statistics().completionFailures() == 2);
    assertEquals(List.of(), List.copyOf(scene.told), "nothing is published before the cache step");

    scene.cacheFailure = null;
    awaitState(ChangeState.DONE, first);
    awaitState(ChangeState.DONE, second);
    await().until(() -> changes.statistics().swept() == 2);
    assertEquals(2, changes.statistics().completionFailures());
  }

  @Test
  void whatCannotBeToldIsToldLater() {
    scene.publisherFailure = Scene.away();
    StatusChanges changes = scene.started();
    JournalEntry entry = accepted(changes.submit(submission(1)));
    await().until(() -> changes.statistics().sweeperFailures() > 0);
    assertEquals(ChangeState.APPLIED, scene.state(entry));

    scene.publisherFailure = null;
    awaitState(ChangeState.DONE, entry);
    assertTrue(scene.told.contains("1 DONE 2"), scene.told::toString);
  }

  @Test
  void whatCannotBeWrittenDownIsToldAgain() {
    scene.database.fail("finish");
    StatusChanges changes = scene.started();
    JournalEntry entry = accepted(changes.submit(submission(1)));
    await().until(() -> changes.statistics().sweeperFailures() > 0);

    scene.database.mend("finish");
    awaitState(ChangeState.DONE, entry);
    assertTrue(scene.told.stream().filter("1 DONE 2"::equals).count() > 1, scene.told::toString);
  }

  /** Row 38: to the other processes, each of these looks like the end of the process. */
  @ParameterizedTest
  @MethodSource("deaths")
  void whatADeadProcessHasLeftIsFinishedByAnother(String where) {
    StatusChanges dying = scene.process(UNSWEPT, null);
    switch (where) {
      case "before the cache step" -> scene.cacheFailure = new StackOverflowError("killed");
      case "before the event" -> scene.publisherFailure = new StackOverflowError("killed");
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
    scene.publisherFailure = null;
    scene.database.mend("finish");
    assertEquals(ChangeState.APPLIED, scene.state(entry));

    StatusChanges other = scene.started();
    assertEquals(ChangeState.DONE, other.outcome(entry).join().state());
    List<String> told = List.copyOf(scene.told);
    assertTrue(told.lastIndexOf("1 DONE 2") > told.lastIndexOf("invalidated 2"), told::toString);
    assertTrue(told.contains("invalidated 2"), told::toString);
  }

  static List<String> deaths() {
    return List.of("before the cache step", "before the event", "before it is recorded");
  }

  @Test
  void aWorkerSurvivesWhatIsThrown() {
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
    scene.database.mend("settle");

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
  void aListenerIsToldOfEveryEndOnceWhateverAnotherDoes() {
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    scene.database.reject("key-2");
    StatusChanges changes = scene.started();
    changes.listen(
        entry -> {
          throw new IllegalStateException("a failure of the listener");
        });
    changes.listen(entry -> heard.add(entry.id() + " " + entry.state()));
    changes.submit(submission(1));
    changes.submit(submission(2));

    await().until(() -> heard.contains("1 DONE") && heard.contains("2 REJECTED"));
    assertEquals(2, heard.size(), heard::toString);
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
    scene.database.pendingShown = StatusChanges.MOST_PENDING;
    StatusChanges changes = scene.started();
    await().until(() -> changes.statistics().backlog().pending() == StatusChanges.MOST_PENDING);
    assertThrows(OverloadException.class, () -> changes.submit(submission(1)));

    scene.database.pendingShown = 0;
    await().until(() -> changes.statistics().backlog().pending() == 0);
    assertInstanceOf(Acceptance.Accepted.class, changes.submit(submission(1)));
  }

  @Test
  void tooManyPendingChangesOfOnePrincipalAreRefusedToThatOneOnly() {
    String principal = submission(1).principal();
    scene.database.greedyShown = Set.of("someone else");
    StatusChanges changes = scene.started();
    await().until(() -> !changes.statistics().backlog().greedy().isEmpty());
    assertInstanceOf(Acceptance.Accepted.class, changes.submit(submission(1)));

    scene.database.greedyShown = Set.of(principal);
    await().until(() -> changes.statistics().backlog().greedy().contains(principal));
    assertThrows(QuotaException.class, () -> changes.submit(submission(2)));
  }

  @Test
  void aPendingChangeIsCancelledAndThatIsTold() {
    StatusChanges changes = scene.process(SETTINGS, null);
    JournalEntry entry = accepted(changes.submit(submission(1)));

    assertTrue(changes.cancel(entry.id()));
    assertEquals(List.of("1 CANCELLED null"), List.copyOf(scene.told));
    assertFalse(changes.cancel(entry.id()), "there is nothing left to cancel");
  }

  @Test
  void aCancelledChangeIsCancelledAlsoIfThatCannotBeTold() {
    StatusChanges changes = scene.process(SETTINGS, null);
    JournalEntry entry = accepted(changes.submit(submission(1)));
    scene.database.fail("findAll");
    assertTrue(changes.cancel(entry.id()));
    assertEquals(List.of(), List.copyOf(scene.told));

    scene.database.mend("findAll");
    changes.start();
    await().until(() -> scene.told.contains("1 CANCELLED null"));
  }

  @Test
  void anUndoAsksForTheImageBeforeGuardedByTheAppliedVersion() {
    StatusChanges changes = scene.started();
    JournalEntry done = changes.outcome(accepted(changes.submit(submission(1)))).join();
    Submission undo = accepted(changes.undo(done, "ada", "undo")).submission();

    assertEquals("MANUFACTURING_APPROVED", undo.change().to().name());
    assertEquals("ada", undo.change().assignee());
    assertEquals(2, undo.change().expectedVersion());
    assertEquals(done.id(), undo.undoes());
  }

  @Test
  void whatHasNoEffectCannotBeUndone() {
    StatusChanges changes = scene.process(SETTINGS, null);
    JournalEntry pending = accepted(changes.submit(submission(1)));

    assertEquals(
        new Acceptance.Refused(new Refusal.NothingToUndo(ChangeState.PENDING)),
        changes.undo(pending, "ada", "undo"));
  }
}
