package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.relay.ChangeBatch;
import dev.ordercache.relay.ChangeLog.ChangeLogException;
import dev.ordercache.relay.ChangeLog.Leadership;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log that no relay reads is closed; the next relay reports that everything has changed. */
class BoundedLogTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static final int LONGEST = 2_500;
  private static final int ORDERS = 1_000;

  private final JdbiChangeLog log =
      new JdbiChangeLog(
          PostgresDataSources.unpooled(DATABASE.settings()), DATABASE.plan(), DATABASE.settings());
  private long seq;

  @BeforeEach
  void enterOrders() {
    DATABASE.execute("UPDATE order_relay SET longest_log = " + LONGEST);
    DATABASE.insert(1, ORDERS, "PACKAGING");
    try (Leadership leader = log.lead().orElseThrow()) {
      relay(leader);
    }
  }

  @AfterEach
  void close() {
    log.close();
  }

  private static void change() {
    DATABASE.execute("UPDATE orders SET priority = priority + 1");
  }

  /** Writes without a relay until the log is longer than is allowed. */
  private static void closeTheLog() {
    for (int i = 0; i < 2 * LONGEST / ORDERS; i++) {
      change();
    }
    assertTrue(isClosed());
  }

  private static boolean isClosed() {
    return DATABASE.query("SELECT id FROM order_log_closed WHERE NOT reopened", Long.class).size()
        > 0;
  }

  private static int logged() {
    return DATABASE.query("SELECT count(*) FROM order_change", Integer.class).get(0);
  }

  /** Runs a round, and returns the batch that it polled. */
  private ChangeBatch round(Leadership leader) {
    ChangeBatch batch = leader.poll(ORDERS);
    if (!batch.isEmpty()) {
      leader.acknowledge(batch, ++seq);
    }
    return batch;
  }

  private ChangeBatch relay(Leadership leader) {
    while (true) {
      ChangeBatch batch = round(leader);
      if (batch.complete()) {
        return batch;
      }
    }
  }

  @Test
  void withoutARelayItGrowsToItsBoundAndNoFurther() {
    closeTheLog();
    int rows = logged();

    change();

    assertTrue(rows > LONGEST && rows <= LONGEST + 2 * ORDERS, rows + " rows");
    assertEquals(rows, logged());
  }

  @Test
  void withARelayItIsNeverClosed() {
    try (Leadership leader = log.lead().orElseThrow()) {
      for (int i = 0; i < 4 * LONGEST / ORDERS; i++) {
        change();
        relay(leader);
      }
    }
    assertFalse(isClosed());
  }

  /** No writer waits for one that has closed the log, and each can still close it. */
  @Test
  void noWriterWaitsForAnother() {
    try (Handle slow = DATABASE.jdbi().open()) {
      slow.begin();
      slow.execute("INSERT INTO order_log_closed DEFAULT VALUES");
      closeTheLog();
      slow.commit();
    }
    try (Leadership leader = log.lead().orElseThrow()) {
      relay(leader);
    }
    assertFalse(isClosed());
  }

  @Test
  void aRelayThatComesReopensItAndSaysThatEverythingHasChanged() {
    closeTheLog();
    change();

    try (Leadership leader = log.lead().orElseThrow()) {
      assertFalse(leader.poll(ORDERS).complete(), "the log was closed in this poll");
      boolean everything = false;
      ChangeBatch batch;
      do {
        batch = round(leader);
        everything |= batch.everything();
      } while (!batch.complete());
      assertTrue(everything);

      change();
      ChangeBatch since = relay(leader);
      assertEquals(ORDERS, since.changes().size());
      assertFalse(since.everything());
    }
    assertEquals(0, DATABASE.query("SELECT id FROM order_log_closed", Long.class).size());
  }

  private static Handle writerThatHasSeenItClosed() {
    Handle writer = DATABASE.jdbi().open();
    writer.begin();
    writer.execute("UPDATE orders SET status = 'SHIPPED' WHERE id = 7");
    return writer;
  }

  @Test
  void noPollIsCompleteBeforeTheWritersThatSawItClosedHaveEnded() {
    closeTheLog();
    try (Handle writer = writerThatHasSeenItClosed();
        Leadership leader = log.lead().orElseThrow()) {
      for (int i = 0; i < 20; i++) {
        assertFalse(round(leader).complete());
      }
      writer.commit();

      assertTrue(relay(leader).everything());
    }
  }

  /** The twin: the relay does not wait for these writers. */
  @Test
  void aLogThatIsJustReopenedLosesTheirChanges() {
    closeTheLog();
    try (Handle writer = writerThatHasSeenItClosed();
        Leadership leader = log.lead().orElseThrow()) {
      DATABASE.execute("DELETE FROM order_log_closed");
      relay(leader);
      writer.commit();

      ChangeBatch batch = relay(leader);
      assertTrue(batch.complete() && batch.changes().isEmpty() && !batch.everything());
    }
  }

  @Test
  void aSuccessorWaitsForThemToo() {
    closeTheLog();
    try (Handle writer = writerThatHasSeenItClosed()) {
      try (Leadership leader = log.lead().orElseThrow()) {
        round(leader);
        round(leader);
      }
      try (Leadership next = log.lead().orElseThrow()) {
        for (int i = 0; i < 20; i++) {
          assertFalse(round(next).complete());
        }
        writer.commit();
        assertTrue(relay(next).everything());
      }
    }
  }

  /** Its snapshot may be from a time when the log was closed, and its commit much later. */
  @ParameterizedTest
  @ValueSource(strings = {"REPEATABLE READ", "SERIALIZABLE"})
  void aWriterWithAnOldSnapshotAlwaysLogs(String isolation) {
    closeTheLog();
    try (Handle writer = DATABASE.jdbi().open()) {
      writer.execute("BEGIN ISOLATION LEVEL " + isolation);
      writer.execute("SELECT 1 FROM orders");
      try (Leadership leader = log.lead().orElseThrow()) {
        relay(leader);
        writer.execute("UPDATE orders SET status = 'SHIPPED' WHERE id = 7");
        writer.execute("COMMIT");
        assertEquals(1, relay(leader).changes().size());
      }
    }
  }

  @Test
  void whileItIsReopenedItIsNotClosedAgainAtOnce() {
    closeTheLog();
    try (Handle writer = writerThatHasSeenItClosed();
        Leadership leader = log.lead().orElseThrow()) {
      round(leader);
      DATABASE.execute("UPDATE orders SET priority = 0 WHERE id <> 7");
      DATABASE.execute("UPDATE orders SET priority = 1 WHERE id <> 7");
      assertFalse(isClosed());
      writer.commit();
      relay(leader);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TRUNCATE order_change",
        "DROP TABLE order_change",
        "DROP TABLE order_log_closed",
        "DROP TABLE order_change, order_log_closed, order_relay, order_relay_progress"
      })
  void aLogThatIsMadeAgainIsAnotherOrigin(String statement) {
    String origin;
    try (Leadership leader = log.lead().orElseThrow()) {
      origin = leader.term().origin();
      change();
      DATABASE.execute(statement);
      DATABASE.jdbi().useTransaction(Migrations::run);

      assertThrows(ChangeLogException.class, () -> leader.poll(ORDERS));
    }
    try (Leadership next = log.lead().orElseThrow()) {
      assertNotEquals(origin, next.term().origin());
    }
  }
}
