package dev.ordercache.jdbc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.event.ChangeState;
import dev.ordercache.statuschange.Acceptance;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.Submission;
import dev.ordercache.tck.Meanwhile;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Row 37 of the races: a change is cancelled while a worker applies it. */
class CancelRaceTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static final int RACES = 1_000;

  /** A trigger with which the test stops a worker in the middle. */
  private static final String STOP =
      """
      CREATE OR REPLACE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN PERFORM pg_advisory_xact_lock(37); RETURN NEW; END $$;
      CREATE TRIGGER stop BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION stop()
      """;

  private final JdbiStatusChangeInbox inbox =
      new JdbiStatusChangeInbox(
          DATABASE.pool(), DATABASE.plan(), DATABASE.settings(), QueueSettings.defaults());
  private final JdbiStatusChangeWork work =
      new JdbiStatusChangeWork(
          DATABASE.pool(), DATABASE.plan(), DATABASE.settings(), QueueSettings.defaults());

  @BeforeEach
  void enterAnOrder() {
    DATABASE.insert(1, 1, "MANUFACTURING_APPROVED");
  }

  @AfterEach
  void dropTrigger() {
    DATABASE.execute("DROP TRIGGER IF EXISTS stop ON orders");
  }

  private long accept(long version) {
    String to = version % 2 == 1 ? "MANUFACTURING_STARTED" : "MANUFACTURING_APPROVED";
    Submission submission =
        new Submission(
            new StatusChange(new OrderId(1), version, new OrderStatus(to), null),
            "Ada",
            "key-" + System.nanoTime());
    return ((Acceptance.Accepted) inbox.accept(submission, Duration.ZERO)).entry().id();
  }

  private ChangeState state(long change) {
    return inbox.findAll(Set.of(change)).get(0).state();
  }

  private static long version() {
    return DATABASE.query("SELECT version FROM orders", Long.class).get(0);
  }

  /** A worker that has read the change and is about to change the order. */
  private CompletableFuture<List<JournalEntry>> stoppedWorker(Handle stopping) {
    DATABASE.execute(STOP);
    stopping.execute("SELECT pg_advisory_lock(37)");
    CompletableFuture<List<JournalEntry>> worker = Meanwhile.supply(() -> work.settle(1));
    awaitWaiting(1);
    return worker;
  }

  private static void awaitWaiting(int transactions) {
    String waiting = "SELECT pid FROM pg_locks WHERE NOT granted";
    await().until(() -> DATABASE.query(waiting, Integer.class).size() == transactions);
  }

  @Test
  void withoutTheGroupACancelledChangeIsStillApplied() {
    long change = accept(1);
    try (Handle stopping = DATABASE.jdbi().open()) {
      CompletableFuture<List<JournalEntry>> worker = stoppedWorker(stopping);

      int cancelled =
          DATABASE
              .jdbi()
              .withHandle(
                  handle ->
                      handle.createUpdate(Sql.read("cancel-change")).bind("id", change).execute());
      stopping.execute("SELECT pg_advisory_unlock(37)");
      worker.join();

      assertEquals(1, cancelled);
      assertEquals(2, version());
    }
  }

  @Test
  void aCancelThatComesTooLateReturnsFalse() {
    long change = accept(1);
    try (Handle stopping = DATABASE.jdbi().open()) {
      CompletableFuture<List<JournalEntry>> worker = stoppedWorker(stopping);

      CompletableFuture<Boolean> cancel = Meanwhile.supply(() -> inbox.cancel(change));
      awaitWaiting(2);
      stopping.execute("SELECT pg_advisory_unlock(37)");
      worker.join();

      assertFalse(cancel.join());
      assertEquals(ChangeState.APPLIED, state(change));
    }
  }

  @Test
  void exactlyOneWins() {
    int cancellations = 0;
    for (int i = 0; i < RACES; i++) {
      long version = version();
      long change = accept(version);
      CompletableFuture<List<JournalEntry>> worker = Meanwhile.supply(() -> work.settle(1));
      boolean cancelled = inbox.cancel(change);
      List<JournalEntry> settled = worker.join();

      assertEquals(cancelled ? 0 : 1, settled.size());
      assertEquals(cancelled ? ChangeState.CANCELLED : ChangeState.APPLIED, state(change));
      assertEquals(version + (cancelled ? 0 : 1), version());
      cancellations += cancelled ? 1 : 0;
    }
    assertTrue(work.settle(1).isEmpty());
    assertTrue(cancellations > 0 && cancellations < RACES, "one side always won: " + cancellations);
  }
}
