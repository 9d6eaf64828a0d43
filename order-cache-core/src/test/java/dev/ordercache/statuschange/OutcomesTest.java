package dev.ordercache.statuschange;

import static dev.ordercache.statuschange.Scene.SETTINGS;
import static dev.ordercache.statuschange.Scene.accepted;
import static dev.ordercache.statuschange.Scene.submission;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OverloadException;
import dev.ordercache.event.ChangeState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How waiting callers receive the outcome of a change. */
@Timeout(60)
class OutcomesTest {

  private static final int MAX_AWAITED = 10_000;

  private final Scene scene = new Scene();

  @AfterEach
  void stop() {
    scene.close();
  }

  @Test
  void comeFromThisProcessAlsoIfTheJournalCannotBeRead() {
    scene.database.fail("findAll");
    StatusChanges changes = scene.process(SETTINGS, null);
    CompletableFuture<JournalEntry> outcome =
        changes.outcome(accepted(changes.submit(submission(1))));
    assertFalse(outcome.isDone());
    changes.start();

    assertEquals(ChangeState.DONE, outcome.join().state());
    await().until(() -> changes.statistics().awaited() == 0);
  }

  @Test
  void ofAChangeThatAnotherProcessCompletesAreReadFromTheJournal() {
    Outcomes waiting = new Outcomes(scene.database);
    waiting.start();
    try (waiting) {
      StatusChanges other = scene.process(SETTINGS, null);
      JournalEntry first = accepted(other.submit(submission(1)));
      CompletableFuture<JournalEntry> early = waiting.of(first);
      CompletableFuture<JournalEntry> same = waiting.of(first);
      other.start();
      assertEquals(ChangeState.DONE, early.join().state());
      assertEquals(ChangeState.DONE, same.join().state());

      await().until(() -> waiting.size() == 0);
      JournalEntry second = accepted(other.submit(submission(2)));
      assertEquals(
          ChangeState.DONE, waiting.of(second).join().state(), "the journal is read again");
    }
  }

  @Test
  void comeLaterIfTheJournalCannotBeRead() {
    scene.database.fail("findAll");
    Outcomes waiting = new Outcomes(scene.database);
    waiting.start();
    try (waiting) {
      StatusChanges other = scene.started();
      JournalEntry entry = accepted(other.submit(submission(1)));
      CompletableFuture<JournalEntry> outcome = waiting.of(entry);
      await().until(() -> scene.state(entry) == ChangeState.DONE);
      assertFalse(outcome.isDone());

      scene.database.repair("findAll");
      assertEquals(ChangeState.DONE, outcome.join().state());
    }
  }

  @Test
  void areCompleteAtOnceIfTheChangeHasEnded() {
    StatusChanges changes = scene.process(SETTINGS, null);
    JournalEntry entry = accepted(changes.submit(submission(1)));
    changes.cancel(entry.id());
    JournalEntry cancelled = changes.find(entry.id()).orElseThrow();

    assertEquals(cancelled, changes.outcome(cancelled).join());
  }

  @Test
  void cancellingAnOutcomeDoesNotCancelTheChange() {
    StatusChanges changes = scene.process(SETTINGS, null);
    JournalEntry entry = accepted(changes.submit(submission(1)));
    CompletableFuture<JournalEntry> stays = changes.outcome(entry);
    assertTrue(changes.outcome(entry).cancel(true));
    assertEquals(1, changes.statistics().awaited());
    changes.start();

    assertEquals(ChangeState.DONE, stays.join().state());
  }

  @Test
  void areAwaitedByNoMoreThanAreAllowed() {
    StatusChanges changes = scene.process(SETTINGS, null);
    JournalEntry entry = accepted(changes.submit(submission(1)));
    List<CompletableFuture<JournalEntry>> outcomes = new ArrayList<>();
    for (int i = 0; i < MAX_AWAITED; i++) {
      outcomes.add(changes.outcome(entry));
    }
    assertThrows(OverloadException.class, () -> changes.outcome(entry));
    assertEquals(MAX_AWAITED, changes.statistics().awaited());

    outcomes.get(0).cancel(false);
    assertFalse(changes.outcome(entry).isDone(), "a cancelled wait does not count");
  }

  @Test
  void areCancelledByClosing() {
    StatusChanges changes = scene.process(SETTINGS, null);
    JournalEntry entry = accepted(changes.submit(submission(1)));
    CompletableFuture<JournalEntry> before = changes.outcome(entry);
    changes.close();

    assertTrue(before.isCancelled());
    assertTrue(changes.outcome(entry).isCancelled());
    assertEquals(0, changes.statistics().awaited());
    assertEquals(ChangeState.PENDING, scene.state(entry), "another process will apply it");
  }

  @Test
  void doNotStopAWorkerIfADependentStageFails() {
    StatusChanges changes = scene.process(SETTINGS, null);
    JournalEntry first = accepted(changes.submit(submission(1)));
    CompletableFuture<Void> failing =
        changes
            .outcome(first)
            .thenAccept(
                ended -> {
                  throw new IllegalStateException("a failure of the caller");
                });
    changes.start();
    await().until(failing::isCompletedExceptionally);
    JournalEntry second = accepted(changes.submit(submission(2)));

    assertEquals(ChangeState.DONE, changes.outcome(second).join().state());
    assertEquals(0, changes.statistics().workerFailures());
  }
}
