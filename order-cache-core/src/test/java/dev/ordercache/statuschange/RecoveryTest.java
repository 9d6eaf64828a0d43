package dev.ordercache.statuschange;

import static dev.ordercache.statuschange.Recovery.COMPENSATE;
import static dev.ordercache.statuschange.Recovery.RETRY_FORWARD;
import static dev.ordercache.statuschange.Scene.SETTINGS;
import static dev.ordercache.statuschange.Scene.UNSWEPT;
import static dev.ordercache.statuschange.Scene.accepted;
import static dev.ordercache.statuschange.Scene.submission;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.event.ChangeState;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The outcomes of changes that their submitter has not finished. */
@Timeout(60)
class RecoveryTest {

  private final Scene scene = new Scene();

  @AfterEach
  void stop() {
    scene.close();
  }

  private JournalEntry changeOfAKilledProcess() {
    StatusChanges killed = scene.process(SETTINGS, COMPENSATE);
    scene.cacheFailure = new StackOverflowError("killed");
    assertThrows(StackOverflowError.class, () -> killed.submit(submission(1)));
    scene.cacheFailure = null;
    JournalEntry left = scene.database.entry(1);
    assertEquals(ChangeState.APPLIED, left.state());
    return left;
  }

  @Test
  void aChangeOfAKilledProcessIsCompensatedAfterItsDeadline() {
    JournalEntry left = changeOfAKilledProcess();
    StatusChanges other = scene.started(COMPENSATE);

    assertEquals(ChangeState.COMPENSATED, other.outcome(left).join().state());
    await().until(() -> scene.recorded.contains("1 COMPENSATED 3"));
  }

  @Test
  void aCompensationDoesNotWaitForAnUnavailableCache() {
    JournalEntry left = changeOfAKilledProcess();
    scene.cacheFailure = Scene.unavailable();
    StatusChanges other = scene.started(COMPENSATE);
    assertEquals(
        ChangeState.COMPENSATED,
        accepted(other.submit(submission(2))).state(),
        "and is not published");

    await().until(() -> scene.state(left) == ChangeState.COMPENSATED);
    assertEquals(List.of(), List.copyOf(scene.recorded));
  }

  @Test
  void unfinishedChangesAreFinishedEvenIfOldOnesCannotBeTidied() {
    JournalEntry left = changeOfAKilledProcess();
    scene.database.fail("tidy");
    StatusChanges other = scene.started(RETRY_FORWARD);

    await().until(() -> scene.state(left) == ChangeState.DONE);
    assertTrue(other.statistics().sweeperFailures() > 0);
  }

  @Test
  void aChangeThatMayBeCompensatedCannotBeUndone() {
    JournalEntry left = changeOfAKilledProcess();
    StatusChanges other = scene.process(SETTINGS, COMPENSATE);

    assertEquals(
        new Acceptance.Refused(new Refusal.NothingToUndo(ChangeState.APPLIED)),
        other.undo(left, "bob", "undo"));
  }

  @Test
  void aChangeOfAKilledProcessIsFinishedIfThatIsThePolicy() {
    JournalEntry left = changeOfAKilledProcess();
    StatusChanges other = scene.started(RETRY_FORWARD);

    assertEquals(ChangeState.DONE, other.outcome(left).join().state());
  }

  @Test
  void nothingIsCompensatedBeforeItsDeadline() {
    JournalEntry left = changeOfAKilledProcess();
    AtomicInteger reads = new AtomicInteger();
    scene.database.before("unfinished", reads::incrementAndGet);
    StatusChanges other = scene.process(UNSWEPT, COMPENSATE);
    other.start();
    await().until(() -> reads.get() > 0);
    other.close();

    assertEquals(ChangeState.APPLIED, scene.state(left));
  }

  @Test
  void aCompensationThatKeepsFailingIsGivenUpAndTheChangeIsFinished() {
    JournalEntry left = changeOfAKilledProcess();
    scene.database.refuse("compensate");
    StatusChanges other = scene.started(COMPENSATE);

    assertEquals(ChangeState.DONE, other.outcome(left).join().state());
    assertEquals(6, other.statistics().compensationFailures());
    assertEquals(1, other.statistics().compensationsGivenUp());
    assertEquals("not compensated: refused", scene.database.kept(left.id()));
    assertEquals(List.of("invalidated 2", "1 DONE 2"), List.copyOf(scene.recorded));
  }

  /** The twin is the test of a refused compensation, above, where each failure counts. */
  @Test
  void aCompensationIsNotGivenUpWhileTheDatabaseIsUnavailable() {
    JournalEntry left = changeOfAKilledProcess();
    scene.database.fail("compensate");
    StatusChanges other = scene.started(COMPENSATE);
    await().until(() -> other.statistics().compensationFailures() > 6);
    scene.database.repair("compensate");

    assertEquals(ChangeState.COMPENSATED, other.outcome(left).join().state());
    assertEquals(0, other.statistics().compensationsGivenUp());
  }

  @Test
  void aCompensationThatFailsIsTriedAgain() {
    scene.cacheFailure = Scene.unavailable();
    scene.database.fail("compensate");
    StatusChanges changes = scene.process(SETTINGS, COMPENSATE);
    JournalEntry entry = accepted(changes.submit(submission(1)));
    assertEquals(ChangeState.APPLIED, entry.state(), "the caller receives the stored state");
    scene.database.repair("compensate");
    changes.start();

    assertEquals(ChangeState.COMPENSATED, changes.outcome(entry).join().state());
  }

  @Test
  void aQueuedChangeIsNotCompensated() {
    StatusChanges queue = scene.process(SETTINGS, null);
    JournalEntry entry = accepted(queue.submit(submission(1)));
    scene.database.settle(1);
    StatusChanges saga = scene.started(COMPENSATE);

    assertEquals(ChangeState.DONE, saga.outcome(entry).join().state());
  }

  @Test
  void unfinishedChangesAreCountedWhileTheCacheIsUnavailable() {
    scene.cacheFailure = Scene.unavailable();
    StatusChanges changes = scene.started(RETRY_FORWARD);
    changes.submit(submission(1));
    await().until(() -> changes.statistics().sweeperFailures() > 0);
    changes.submit(submission(2));

    await().until(() -> changes.statistics().backlog().unfinished() == 2);
  }

  @Test
  void aChangeThatCannotBeCompletedDelaysNoOther() {
    scene.cacheFailure = Scene.unavailable();
    StatusChanges changes = scene.started(RETRY_FORWARD);
    JournalEntry first = accepted(changes.submit(submission(1)));
    JournalEntry second = accepted(changes.submit(submission(2)));
    scene.neverInvalidated = first.submission().change().expectedVersion() + 1;
    scene.cacheFailure = null;

    await().until(() -> scene.state(second) == ChangeState.DONE);
    await().until(() -> changes.statistics().backlog().unfinished() == 1);
    assertEquals(ChangeState.APPLIED, scene.state(first));
  }
}
