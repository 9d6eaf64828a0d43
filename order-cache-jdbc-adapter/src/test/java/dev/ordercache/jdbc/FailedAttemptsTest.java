package dev.ordercache.jdbc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.event.ChangeState;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.statuschange.Acceptance;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.Recovery;
import dev.ordercache.statuschange.Refusal;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.StatusChangeException;
import dev.ordercache.statuschange.Submission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Only a change's own failures use up its attempts. The change of order 1 fails; order 2 is another
 * one.
 */
class FailedAttemptsTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static final String STARTED = "MANUFACTURING_STARTED";
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int ATTEMPTS = 3;
  private static final AtomicInteger KEYS = new AtomicInteger();

  /** Few attempts with short pauses, so that they are used up at once. */
  private final QueueSettings settings =
      QueueSettings.defaults().withAttempts(ATTEMPTS, Duration.ofMillis(1));

  /** With a server that ends statements after 1 s. */
  private final JdbcSettings database = DATABASE.settings().withTimeouts(MINUTE, SECOND);

  private final HikariDataSource pool = PostgresDataSources.pooled(database);
  private final JdbiStatusChangeInbox inbox =
      new JdbiStatusChangeInbox(pool, CachePlan.defaults(), database, settings);
  private final JdbiStatusChangeWork work =
      new JdbiStatusChangeWork(pool, CachePlan.defaults(), database, settings);
  private final JdbiStatusChangeCompletion completion =
      new JdbiStatusChangeCompletion(pool, CachePlan.defaults(), database);

  @BeforeEach
  void enterOrders() {
    DATABASE.insert(1, 2, "MANUFACTURING_APPROVED");
    DATABASE.execute("CREATE TABLE held AS SELECT 1 AS id");
  }

  @AfterEach
  void dropOwnerTrigger() {
    DATABASE.execute("DROP FUNCTION IF EXISTS host_rule CASCADE; DROP TABLE held");
    pool.close();
  }

  private static Submission submission(long order) {
    return new Submission(
        new StatusChange(new OrderId(order), 1, new OrderStatus(STARTED), null),
        "Ada",
        "key-" + KEYS.incrementAndGet());
  }

  private JournalEntry accept(long order) {
    return ((Acceptance.Accepted) inbox.accept(submission(order), Duration.ZERO)).entry();
  }

  private JournalEntry now(JournalEntry entry) {
    return inbox.findAll(Set.of(entry.id())).get(0);
  }

  /** Runs an action while another transaction holds a lock. */
  private static void whileLocked(String lock, Runnable action) {
    try (Handle migration = DATABASE.jdbi().open()) {
      migration.begin();
      migration.execute(lock);
      try {
        action.run();
      } finally {
        migration.rollback();
      }
    }
  }

  private static int postponed() {
    return DATABASE.query("SELECT failures FROM status_change_group", Integer.class).stream()
        .findFirst()
        .orElse(0);
  }

  private ChangeState settledUntil(JournalEntry entry, JdbiStatusChangeWork settling, int times) {
    await()
        .until(
            () -> {
              settling.settle(10);
              return postponed() >= times || now(entry).state() != ChangeState.PENDING;
            });
    return now(entry).state();
  }

  private void assertAppliedAfterwards(JournalEntry entry) {
    assertEquals(0, now(entry).attempts());
    await().until(() -> !work.settle(10).isEmpty());
    assertEquals(ChangeState.APPLIED, now(entry).state());
  }

  @Test
  void aTableLockedByOthersUsesUpNoAttempt() {
    JournalEntry entry = accept(1);
    whileLocked(
        "LOCK TABLE orders IN SHARE MODE",
        () -> assertEquals(ChangeState.PENDING, settledUntil(entry, work, ATTEMPTS + 1)));
    assertAppliedAfterwards(entry);
    assertEquals(0, postponed());
  }

  @Test
  void theTwinThatCountsEveryFailureGivesUpAChangeWhileTheTableIsLocked() {
    JdbiStatusChangeWork twin =
        new JdbiStatusChangeWork(pool, CachePlan.defaults(), database, settings, any -> true);
    JournalEntry entry = accept(1);
    whileLocked(
        "LOCK TABLE orders IN SHARE MODE",
        () -> assertEquals(ChangeState.FAILED, settledUntil(entry, twin, ATTEMPTS + 1)));
  }

  @Test
  void aPostponedGroupIsClosedWithItsLastChange() {
    JournalEntry entry = accept(1);
    DATABASE.execute("UPDATE status_change_group SET failures = 1");
    assertTrue(inbox.cancel(entry.id()));
    assertEquals(List.of(), DATABASE.query("SELECT order_id FROM status_change_group", Long.class));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "statement timeout     | PERFORM pg_sleep(60);",
        "lock timeout          | PERFORM FROM held FOR UPDATE;",
        "connection terminated | PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM"
            + " pg_sleep(60);",
        "serialization failure | RAISE 'conflict' USING ERRCODE = 'serialization_failure';",
        "remote server away    | RAISE 'away' USING ERRCODE ="
            + " 'sqlclient_unable_to_establish_sqlconnection';",
        "missing right         | RAISE 'denied' USING ERRCODE = 'insufficient_privilege';",
        "missing table         | PERFORM FROM missing;",
        "disk full             | RAISE 'full' USING ERRCODE = 'disk_full';"
      })
  void aFailureThatIsNotItsOwnUsesUpNoAttemptAndHoldsUpNoOther(String fault, String body) {
    OwnerTrigger.create(DATABASE, body);
    JournalEntry failing = accept(1);
    JournalEntry other = accept(2);
    whileLocked(
        "SELECT FROM held FOR UPDATE",
        () -> {
          await()
              .until(
                  () -> {
                    work.settle(10);
                    return now(other).state() == ChangeState.APPLIED;
                  });
          assertEquals(ChangeState.PENDING, settledUntil(failing, work, ATTEMPTS + 1), fault);
        });
    DATABASE.execute("DROP FUNCTION host_rule CASCADE");
    assertAppliedAfterwards(failing);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "raised             | RAISE 'no %', NEW.id USING DETAIL = NEW.customer;",
        "raised, own state  | RAISE 'no' USING ERRCODE = 'ZZ001', DETAIL = NEW.customer;",
        "check              | NEW.status := 'ACME no status';",
        "division by zero   | NEW.quantity := 1 / 0;",
        "cardinality        | NEW.quantity := (SELECT i FROM generate_series(1, 2) AS i);",
        "not null           | NEW.product := NULL;"
      })
  void aChangeThatAlwaysFailsIsGivenUpWithItsReasonAndDelaysNoOther(String fault, String body) {
    OwnerTrigger.create(DATABASE, body);
    JournalEntry failing = accept(1);
    JournalEntry other = accept(2);
    await()
        .until(
            () -> {
              work.settle(10);
              return now(failing).state() != ChangeState.PENDING;
            });

    assertEquals(ChangeState.APPLIED, now(other).state());
    assertEquals(ChangeState.FAILED, now(failing).state(), fault);
    assertEquals(ATTEMPTS, now(failing).attempts());
    Refusal refusal = now(failing).refusal();
    String text = refusal instanceof Refusal.Failure given ? String.valueOf(given.text()) : "";
    assertTrue(text.contains("SQLSTATE"), text);
    assertFalse(text.contains("ACME") || text.contains("\n"), text);
  }

  @Test
  void aReadOnlyDatabaseUsesUpNoAttempt() {
    JournalEntry entry = accept(1);
    HikariConfig copy = new HikariConfig();
    pool.copyStateTo(copy);
    copy.setConnectionInitSql("SET default_transaction_read_only = on");
    try (HikariDataSource later = new HikariDataSource(copy)) {
      JdbiStatusChangeWork readOnly =
          new JdbiStatusChangeWork(later, CachePlan.defaults(), database, settings);
      for (int i = 0; i <= ATTEMPTS; i++) {
        assertThrows(StatusChangeException.class, () -> readOnly.settle(10));
      }
    }
    assertEquals(0, postponed());
    assertAppliedAfterwards(entry);
  }

  @Test
  void aSagaLeavesAChangeOfALockedTableToTheWorkersSoon() {
    List<Acceptance> made = new ArrayList<>();
    whileLocked(
        "LOCK TABLE orders IN SHARE MODE",
        () -> made.add(inbox.apply(submission(1), Recovery.COMPENSATE)));
    JournalEntry entry = ((Acceptance.Accepted) made.get(0)).entry();
    assertEquals(ChangeState.PENDING, entry.state());
    assertAppliedAfterwards(entry);
  }

  @Test
  void aCompensationReportsWhetherItIsRefusedOrDelayed() {
    Acceptance made = inbox.apply(submission(1), Recovery.COMPENSATE);
    long change = ((Acceptance.Accepted) made).entry().id();
    whileLocked(
        "LOCK TABLE orders IN SHARE MODE",
        () -> {
          StatusChangeException delayed =
              assertThrows(StatusChangeException.class, () -> completion.compensate(change));
          assertTrue(delayed.isTransient());
        });
    OwnerTrigger.create(DATABASE, "RAISE 'no' USING DETAIL = NEW.customer;");
    StatusChangeException refused =
        assertThrows(StatusChangeException.class, () -> completion.compensate(change));
    assertFalse(refused.isTransient());
    assertFalse(String.valueOf(refused.getMessage()).contains("ACME"), refused.getMessage());
  }
}
