package dev.ordercache.jdbc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.event.ChangeState;
import dev.ordercache.jdbc.TestDatabase.Logged;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.statuschange.Acceptance;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.Submission;
import dev.ordercache.tck.Meanwhile;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What only the queue in PostgreSQL has: locks, and triggers of the table's owner. */
class JdbiStatusChangeWorkTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static final String STARTED = "MANUFACTURING_STARTED";
  private static final String COMPLETED = "MANUFACTURING_COMPLETED";
  private static final AtomicInteger KEYS = new AtomicInteger();

  private final QueueSettings settings =
      QueueSettings.defaults().withAttempts(3, Duration.ofMinutes(1));
  private final JdbiStatusChangeInbox inbox =
      new JdbiStatusChangeInbox(DATABASE.pool(), DATABASE.plan(), DATABASE.settings(), settings);
  private final JdbiStatusChangeWork work =
      new JdbiStatusChangeWork(DATABASE.pool(), DATABASE.plan(), DATABASE.settings(), settings);

  @BeforeEach
  void enterOrders() {
    DATABASE.insert(1, 2, "MANUFACTURING_APPROVED");
    DATABASE.clearLog();
  }

  @AfterEach
  void dropOwnerTriggers() {
    DATABASE.execute("DROP FUNCTION IF EXISTS others CASCADE");
  }

  private static Submission submission(long order, long version, String to) {
    return new Submission(
        new StatusChange(new OrderId(order), version, new OrderStatus(to), null),
        "Ada",
        "key-" + KEYS.incrementAndGet());
  }

  private JournalEntry accept(long order, long version, String to) {
    return entry(inbox.accept(submission(order, version, to), Duration.ZERO));
  }

  private static JournalEntry entry(Acceptance acceptance) {
    return ((Acceptance.Accepted) acceptance).entry();
  }

  private JournalEntry now(JournalEntry entry) {
    return inbox.findAll(Set.of(entry.id())).get(0);
  }

  /** Creates a trigger whose function has this body. */
  private static void createTrigger(String body, String trigger) {
    DATABASE.execute(
        "CREATE FUNCTION others() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            + body
            + " END $$");
    DATABASE.execute(trigger + " FOR EACH ROW EXECUTE FUNCTION others()");
  }

  private static int groups() {
    return DATABASE.query("SELECT count(*) FROM status_change_group", Integer.class).get(0);
  }

  @Test
  void aFailureIsThatOfTheChangeAndNotOfThoseBeforeIt() {
    createTrigger(
        "IF NEW.status = 'MANUFACTURING_COMPLETED' THEN RAISE 'no'; END IF; RETURN NEW;",
        "CREATE TRIGGER others BEFORE UPDATE ON orders");
    JournalEntry first = accept(1, 1, STARTED);
    JournalEntry second = accept(1, 2, COMPLETED);

    List<JournalEntry> settled = work.settle(10);

    assertEquals(List.of(now(first)), settled);
    assertEquals(0, now(first).attempts());
    assertEquals(1, now(second).attempts());
  }

  @Test
  void whatWouldFailTheCommitFailsNoOtherChange() {
    createTrigger(
        "IF NEW.id = 1 THEN RAISE 'no'; END IF; RETURN NEW;",
        "CREATE CONSTRAINT TRIGGER others AFTER UPDATE ON orders DEFERRABLE INITIALLY DEFERRED");
    JournalEntry failing = accept(1, 1, STARTED);
    JournalEntry other = accept(2, 1, STARTED);

    List<JournalEntry> settled = work.settle(10);

    assertEquals(List.of(now(other)), settled);
    assertEquals(1, now(failing).attempts());
  }

  @Test
  void theStatusThatAnOwnersTriggerSetsIsReturned() {
    createTrigger(
        "NEW.status := 'PACKAGING'; RETURN NEW;", "CREATE TRIGGER others BEFORE UPDATE ON orders");
    accept(1, 1, STARTED);

    JournalEntry settled = work.settle(1).get(0);

    assertEquals(new OrderStatus("PACKAGING"), Objects.requireNonNull(settled.effect()).after());
    assertEquals(
        List.of(new Logged(1L, "MANUFACTURING_APPROVED", "PACKAGING", 2L)), DATABASE.logged());
  }

  @Test
  void aStatusThatTheLibraryCannotNameFailsNoOtherChange() {
    DATABASE.execute("ALTER TABLE orders DROP CONSTRAINT orders_status_check");
    try {
      JournalEntry failing = accept(1, 2, STARTED);
      DATABASE.execute("UPDATE orders SET status = 'neu' WHERE id = 1");
      JournalEntry other = accept(2, 1, STARTED);

      List<JournalEntry> settled = work.settle(10);
      assertEquals(List.of(now(other)), settled);
      assertEquals(1, now(failing).attempts());
      List<String> errors =
          DATABASE.query("SELECT error FROM status_change WHERE attempts > 0", String.class);
      assertEquals(List.of("the order cannot be read: IllegalArgumentException"), errors);
    } finally {
      DATABASE.execute("DELETE FROM orders");
      DATABASE.execute(
          "ALTER TABLE orders ADD CONSTRAINT orders_status_check CHECK (status ~ '^[A-Z]')");
    }
  }

  /** Ids are assigned under the group's lock: an order's lower id is never committed later. */
  @Test
  void anAcceptanceThatIsNotCommittedHoldsUpTheNextOfItsOrderAndNoOther() {
    Intake intake = new Intake(DATABASE.plan(), DATABASE.settings());
    try (Handle handle = DATABASE.jdbi().open()) {
      handle.begin();
      JournalEntry first = entry(intake.accept(handle, submission(1, 1, STARTED), Duration.ZERO));
      CompletableFuture<JournalEntry> second = Meanwhile.supply(() -> accept(1, 2, COMPLETED));
      await()
          .until(
              () ->
                  !DATABASE
                      .query("SELECT 1 FROM pg_locks WHERE NOT granted", Integer.class)
                      .isEmpty());
      JournalEntry other = accept(2, 1, STARTED);
      List<JournalEntry> settled = work.settle(10);
      assertEquals(List.of(now(other)), settled);
      assertFalse(second.isDone());

      handle.commit();

      assertTrue(second.join().id() > first.id());
      assertEquals(2, work.settle(10).size());
      assertEquals(ChangeState.APPLIED, now(second.join()).state());
    }
  }

  @Test
  void aWorkerThatIsPausedInTheMiddleLosesItsGroups() throws SQLException {
    JdbcSettings shortTimeout =
        DATABASE.settings().withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(1));
    JournalEntry entry = accept(1, 1, STARTED);
    Handle paused = DATABASE.jdbi().open();
    try {
      paused.begin();
      assertEquals(
          List.of(1L),
          new MessageGroups(CachePlan.defaults(), shortTimeout, settings).claim(paused, 1));

      await().until(() -> !work.settle(1).isEmpty());

      assertEquals(ChangeState.APPLIED, now(entry).state());
    } finally {
      paused.getConnection().close(); // the handle would not close in the middle of a transaction
    }
  }

  @Test
  void noChangeIsLeftWithoutAGroupAndNoGroupWithoutAChange() throws Exception {
    AtomicInteger left = new AtomicInteger(1_000);
    QueuedOrders.inThreads(
        6,
        () -> {
          if (left.get() % 3 == 0) {
            work.settle(1);
          }
          accept(1 + Math.floorMod(left.get(), 2), 1_000, STARTED);
          return left.decrementAndGet() > 0;
        });

    while (work.backlog(1).pending() > 0) {
      assertFalse(work.settle(1).isEmpty());
    }

    assertEquals(0, groups());
  }

  @Test
  void aGroupWithoutChangesIsClosed() {
    DATABASE.execute("INSERT INTO status_change_group VALUES (1, statement_timestamp())");

    assertEquals(List.of(), work.settle(1));

    assertEquals(0, groups());
  }
}
