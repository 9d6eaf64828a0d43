package dev.ordercache.jdbc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.Submission;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Changes of many locked orders, for example of one partition, do not delay another change. */
class ManyPostponedTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static final int LOCKED = 200;
  private static final long HEALTHY = LOCKED + 1L;

  private final JdbcSettings database =
      DATABASE.settings().withTimeouts(Duration.ofMinutes(1), Duration.ofSeconds(1));
  private final JdbiStatusChangeInbox inbox =
      new JdbiStatusChangeInbox(
          DATABASE.pool(), CachePlan.defaults(), database, QueueSettings.defaults());
  private final JdbiStatusChangeWork work =
      new JdbiStatusChangeWork(
          DATABASE.pool(), CachePlan.defaults(), database, QueueSettings.defaults());
  private final QueuedOrders orders = new QueuedOrders(DATABASE);
  private Handle migration;

  @BeforeEach
  void lockAllButOneOrder() {
    orders.enter(LOCKED, 1);
    DATABASE.insert(LOCKED + 1, LOCKED + 1, "MANUFACTURING_APPROVED");
    DATABASE.execute("CREATE TABLE held AS SELECT 1 AS id");
    DATABASE.execute(
        "CREATE FUNCTION host_rule() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " PERFORM FROM held FOR UPDATE; RETURN NEW; END $$");
    DATABASE.execute(
        "CREATE TRIGGER host BEFORE UPDATE ON orders FOR EACH ROW WHEN (OLD.id <= "
            + LOCKED
            + ") EXECUTE FUNCTION host_rule()");
    migration = DATABASE.jdbi().open();
    migration.begin();
    migration.execute("SELECT FROM held FOR UPDATE");
  }

  @AfterEach
  void unlock() {
    if (migration.isInTransaction()) {
      migration.rollback();
    }
    migration.close();
    DATABASE.execute("DROP FUNCTION host_rule CASCADE; DROP TABLE held");
  }

  private void accept() {
    StatusChange change =
        new StatusChange(new OrderId(HEALTHY), 1, new OrderStatus("MANUFACTURING_STARTED"), null);
    inbox.accept(new Submission(change, "Bo", "key"), Duration.ZERO);
  }

  private static void allAreDueAgain(int failures) {
    DATABASE.execute(
        "UPDATE status_change_group SET available_at = now() - interval '1 hour', failures = "
            + failures);
  }

  private List<Long> settled() {
    return work.settle(10).stream().map(ManyPostponedTest::order).toList();
  }

  private static long order(JournalEntry entry) {
    return entry.submission().order().value();
  }

  @Test
  void oneThatWasNotPostponedIsAppliedBeforeThem() {
    allAreDueAgain(1);
    accept();

    assertEquals(List.of(HEALTHY), settled());
  }

  @Test
  void theTwinWhoseGroupsDoNotRecordPostponementsIsDelayed() {
    allAreDueAgain(0);
    accept();

    assertEquals(List.of(), settled());
  }

  @Test
  void manyArePostponedInOneCall() {
    settled();

    List<Long> postponed =
        DATABASE.query("SELECT order_id FROM status_change_group WHERE failures > 0", Long.class);
    assertTrue(postponed.size() > 1, postponed::toString);
  }

  /** Changes that are accepted all the time do not delay them for ever. */
  @Test
  void postponedOnesHaveTheirTurnAlsoWhileOthersAreDue() {
    migration.rollback();
    DATABASE.execute("UPDATE status_change_group SET failures = 1 WHERE order_id = 1");
    DATABASE.execute(
        "UPDATE status_change_group SET available_at = available_at + order_id * interval '1 ms'");

    await().until(() -> work.settle(1).stream().anyMatch(entry -> order(entry) == 1));
    assertTrue(orders.count("PENDING") > 0);
  }
}
