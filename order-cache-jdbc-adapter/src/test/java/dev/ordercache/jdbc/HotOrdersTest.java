package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.statuschange.QueueSettings;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Row 36 of the races: changes of one order in two workers. Each change expects the version that
 * the one before it makes, so a change that overtakes another is rejected.
 */
class HotOrdersTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static final int WORKERS = 8;
  private static final int HOT = 5;
  private static final int CHANGES = 600;

  private final QueuedOrders orders = new QueuedOrders(DATABASE);
  private final Jdbi jdbi = Jdbi.create(DATABASE.pool());
  private final JdbiStatusChangeWork work =
      new JdbiStatusChangeWork(
          DATABASE.pool(), DATABASE.plan(), DATABASE.settings(), QueueSettings.defaults());

  /** The usual queue in a table, without groups. */
  private static boolean settleUnprotected(Handle handle) {
    return handle
        .createQuery(
            """
                WITH head AS MATERIALIZED (
                    SELECT * FROM status_change WHERE state = 'PENDING' ORDER BY id LIMIT 1
                    FOR UPDATE SKIP LOCKED
                ), changed AS (
                    UPDATE orders SET status = to_status FROM head
                    WHERE orders.id = order_id AND version = expected_version
                    RETURNING head.id
                )
                UPDATE status_change AS c
                SET state = CASE WHEN changed.id IS NULL THEN 'REJECTED' ELSE 'APPLIED' END,
                    ended_at = clock_timestamp()
                FROM head LEFT JOIN changed ON changed.id = head.id
                WHERE c.id = head.id
                RETURNING c.id
                """)
        .mapTo(Long.class)
        .findOne()
        .isPresent();
  }

  @Test
  void withoutGroupsAChangeOvertakesTheOneBeforeIt() {
    orders.enter(1, 2);

    whileAWorkerHolds(
        "status_change WHERE state = 'PENDING' ORDER BY id LIMIT 1",
        () -> assertTrue(jdbi.withHandle(HotOrdersTest::settleUnprotected)));

    assertEquals(1, orders.count("REJECTED"));
  }

  @Test
  void aChangeWaitsForTheOneBeforeIt() {
    orders.enter(1, 2);

    whileAWorkerHolds("status_change_group", () -> assertEquals(List.of(), work.settle(1)));

    assertEquals(2, work.settle(1).size());
    assertEquals(2, orders.count("APPLIED"));
  }

  /** The worker has taken the oldest change, and is paused before it commits. */
  private void whileAWorkerHolds(String rows, Runnable action) {
    try (Handle worker = jdbi.open()) {
      worker.begin();
      worker.execute("SELECT FROM " + rows + " FOR UPDATE");
      action.run();
      worker.rollback();
    }
  }

  @Test
  void noChangeOvertakesAnotherOfItsOrder() throws Exception {
    orders.enter(HOT, CHANGES);

    QueuedOrders.inThreads(
        WORKERS, () -> !work.settle(1).isEmpty() || work.backlog(1).pending() > 0);

    assertEquals(0, orders.inversions());
    assertEquals(HOT * CHANGES, orders.count("APPLIED"));
    assertEquals(QueuedOrders.versions(HOT, CHANGES + 1), orders.versions());
  }

  @Test
  void noChangeOvertakesAnotherInBatches() throws Exception {
    orders.enter(3 * HOT, CHANGES / 3);

    QueuedOrders.inThreads(
        WORKERS, () -> !work.settle(2).isEmpty() || work.backlog(1).pending() > 0);

    assertEquals(0, orders.inversions());
    assertEquals(HOT * CHANGES, orders.count("APPLIED"));
    assertEquals(
        0, DATABASE.query("SELECT count(*) FROM status_change_group", Integer.class).get(0));
  }
}
