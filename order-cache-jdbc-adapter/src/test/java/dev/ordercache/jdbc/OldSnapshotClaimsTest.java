package dev.ordercache.jdbc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.Submission;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * While a session has an old snapshot, workers read little of what they have finished, and yet miss
 * no group.
 */
class OldSnapshotClaimsTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static final int DEAD = 20_000;
  private static final int CLAIMS = 20;
  private static final QueueSettings SETTINGS = QueueSettings.defaults();
  private static final AtomicInteger KEYS = new AtomicInteger();

  private final Intake intake = new Intake(DATABASE.plan(), DATABASE.settings());
  private Handle old;

  @BeforeEach
  void openAnOldSnapshot() {
    DATABASE.insert(1, 2, "MANUFACTURING_APPROVED");
    old = DATABASE.jdbi().open();
    old.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
    old.execute("SELECT pg_current_snapshot()");
  }

  @AfterEach
  void closeIt() {
    old.execute("ROLLBACK");
    old.close();
  }

  private static MessageGroups groups(ClaimPosition position) {
    return new MessageGroups(DATABASE.plan(), DATABASE.settings(), SETTINGS, position);
  }

  private void accept(Handle handle, long order) {
    StatusChange change =
        new StatusChange(new OrderId(order), 1, new OrderStatus("MANUFACTURING_STARTED"), null);
    Submission submission = new Submission(change, "Ada", "key-" + KEYS.incrementAndGet());
    intake.accept(handle, submission, Duration.ZERO);
  }

  /** Claims in a transaction that is rolled back, so no group is kept from other claims. */
  private static List<Long> claimed(MessageGroups groups) {
    try (Handle handle = DATABASE.jdbi().open()) {
      handle.begin();
      try {
        return groups.claim(handle, 10);
      } finally {
        handle.rollback();
      }
    }
  }

  /** Leaves the dead rows of 20,000 changes of other orders, all due before now. */
  private static void leaveDeadRows() {
    DATABASE.execute(
        """
        INSERT INTO status_change (order_id, to_status, expected_version, principal, idempotency_key)
        SELECT i, 'CLOSED', 1, 'Bo', i FROM generate_series(1000, 999 + %1$d) AS i;
        INSERT INTO status_change_group
        SELECT i, now() - interval '1 hour' FROM generate_series(1000, 999 + %1$d) AS i;
        DELETE FROM status_change_group WHERE order_id >= 1000;
        UPDATE status_change SET state = 'DONE', published = true, ended_at = now() WHERE principal = 'Bo'
        """
            .formatted(DEAD));
  }

  /** How many entries of an index a session reads; they are counted when it ends or earlier. */
  private static long entriesRead(String index, Consumer<Handle> work) {
    long before = entries(index);
    int session;
    try (Handle handle = DATABASE.jdbi().open()) {
      session = handle.createQuery("SELECT pg_backend_pid()").mapTo(Integer.class).one();
      work.accept(handle);
    }
    String counted = "SELECT 1 FROM pg_stat_activity WHERE pid = " + session;
    await()
        .until(() -> DATABASE.query(counted, Integer.class).isEmpty() && entries(index) > before);
    return entries(index) - before;
  }

  private static long entries(String index) {
    return DATABASE
        .query(
            "SELECT idx_tup_read FROM pg_stat_user_indexes WHERE indexrelname = '" + index + "'",
            Long.class)
        .get(0);
  }

  private static void claimRepeatedly(Handle handle, Supplier<MessageGroups> groups) {
    for (int i = 0; i < CLAIMS; i++) {
      handle.useTransaction(transaction -> groups.get().claim(transaction, 10));
    }
  }

  @Test
  void aClaimDoesNotReadClosedGroups() {
    leaveDeadRows();
    DATABASE.jdbi().useHandle(handle -> accept(handle, 1));
    MessageGroups groups = groups(new ClaimPosition(Duration.ofHours(1)));
    long first =
        entriesRead(
            "status_change_group_due",
            handle -> handle.useTransaction(transaction -> groups.claim(transaction, 10)));

    long read =
        entriesRead("status_change_group_due", handle -> claimRepeatedly(handle, () -> groups));

    assertTrue(first >= DEAD, "the first claim reads from the beginning: " + first);
    assertTrue(read < DEAD, "entries read: " + read);
  }

  @Test
  void theTwinThatBeginsAtTheBeginningWalksOverAllOfThemEachTime() {
    leaveDeadRows();
    DATABASE.jdbi().useHandle(handle -> accept(handle, 1));

    long read =
        entriesRead(
            "status_change_group_due",
            handle -> claimRepeatedly(handle, () -> groups(new ClaimPosition())));

    assertTrue(read >= (long) DEAD * CLAIMS, "entries read: " + read);
  }

  @Test
  void anOrdersPendingChangesAreFoundWithoutThoseOfOthersThatEnded() {
    DATABASE.jdbi().useHandle(handle -> accept(handle, 1));
    leaveDeadRows();
    MessageGroups groups = groups(new ClaimPosition());

    long read =
        entriesRead(
            "status_change_pending",
            handle ->
                handle.useTransaction(
                    transaction -> groups.settle(transaction, groups.claim(transaction, 10))));

    assertTrue(read < 1_000, "entries read: " + read);
  }

  /** An acceptance that began 5 s ago, so its group is due before those of others. */
  private void acceptLate(Handle late) {
    late.begin();
    accept(late, 1);
    late.execute(
        "UPDATE status_change_group SET available_at = available_at - interval '5 seconds'"
            + " WHERE order_id = 1");
  }

  @Test
  void aGroupThatIsCommittedLateIsClaimedToo() {
    MessageGroups groups = groups(new ClaimPosition());
    try (Handle late = DATABASE.jdbi().open()) {
      acceptLate(late);
      DATABASE.jdbi().useHandle(handle -> accept(handle, 2));
      assertEquals(List.of(2L), claimed(groups));
      late.commit();
    }

    await().until(() -> claimed(groups).equals(List.of(1L, 2L)));
  }

  @Test
  void aClaimFromTheBeginningThatTakesTooLongIsNotRepeatedAtOnce() {
    ClaimPosition position = new ClaimPosition(Duration.ofMillis(1));
    position.found(System.currentTimeMillis());
    try (Handle migration = DATABASE.jdbi().open();
        Handle handle = DATABASE.jdbi().open()) {
      migration.begin();
      migration.execute("LOCK TABLE status_change_group");
      handle.execute("SET statement_timeout = 500");
      assertThrows(JdbiException.class, () -> groups(position).claim(handle, 10));
      migration.rollback();
    }

    assertNotEquals(ClaimPosition.BEGINNING, position.next());
  }

  @Test
  void theTwinThatNeverReadsFromTheBeginningLeavesItOut() {
    MessageGroups groups = groups(new ClaimPosition(Duration.ofHours(1)));
    try (Handle late = DATABASE.jdbi().open()) {
      acceptLate(late);
      DATABASE.jdbi().useHandle(handle -> accept(handle, 2));
      assertEquals(List.of(2L), claimed(groups));
      late.commit();
    }

    for (int i = 0; i < CLAIMS; i++) {
      assertEquals(List.of(2L), claimed(groups));
    }
  }
}
