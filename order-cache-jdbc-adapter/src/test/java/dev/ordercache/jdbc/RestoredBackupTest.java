package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.relay.ChangeLog.ChangeLogException;
import dev.ordercache.relay.ChangeLog.Leadership;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A backup that is restored under a running service repeats versions, and restores the log and the
 * terms of its time: the next term is of another origin, so no entry cached before is served. A
 * restored server or database is tested in {@link OutageTest} and {@link JdbiChangeLogTest}.
 */
class RestoredBackupTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private final JdbiChangeLog log =
      new JdbiChangeLog(
          PostgresDataSources.unpooled(DATABASE.settings()), DATABASE.plan(), DATABASE.settings());

  /** The backup has version 1; version 2 after it differs from version 2 after the restore. */
  @BeforeEach
  void backUp() {
    DATABASE.insert(1, 1, "PACKAGING");
    DATABASE.execute("CREATE TABLE backup AS SELECT * FROM orders");
    DATABASE.execute("CREATE TABLE relay_backup AS SELECT * FROM order_relay");
    DATABASE.execute("UPDATE orders SET status = 'SHIPPED'");
  }

  @AfterEach
  void dropBackup() {
    log.close();
    DATABASE.execute("DROP TABLE backup, relay_backup");
  }

  /** As {@code pg_restore --clean} does, in one transaction or without one. */
  private static void restore(Handle handle, String dropped) {
    handle.execute("DROP TABLE " + dropped + " CASCADE");
    Migrations.run(handle);
    handle.execute("ALTER TABLE orders DISABLE TRIGGER ALL");
    handle.execute("INSERT INTO orders SELECT * FROM backup");
    Migrations.run(handle); // with the triggers' modes
    handle.execute("UPDATE orders SET status = 'CLOSED'");
  }

  private void assertAnotherOriginAfter(String dropped) {
    String origin;
    try (Leadership leader = log.lead().orElseThrow()) {
      origin = leader.term().origin();
      leader.acknowledge(leader.poll(10), 1);

      DATABASE.jdbi().useTransaction(handle -> restore(handle, dropped));

      assertEquals(
          List.of("CLOSED 2"),
          DATABASE.query("SELECT concat_ws(' ', status, version) FROM orders", String.class),
          "a version that was SHIPPED before");
      assertThrows(ChangeLogException.class, () -> leader.poll(10));
    }
    try (Leadership next = log.lead().orElseThrow()) {
      assertNotEquals(origin, next.term().origin());
    }
  }

  @Test
  void ofTheOrdersAloneIsAnotherOrigin() {
    assertAnotherOriginAfter("orders");
  }

  @Test
  void ofTheOrdersTheLogAndTheTermsIsAnotherOrigin() {
    assertAnotherOriginAfter("orders, order_change, order_relay");
  }

  /** All other parts of the origin are as before. */
  @Test
  void theTwinWhoseOriginDoesNotNameTheTriggersTakesAnotherVersionTwoForTheSame() {
    String before;
    try (Leadership leader = log.lead().orElseThrow()) {
      before = leader.term().origin();
      leader.acknowledge(leader.poll(10), 1);
      DATABASE.jdbi().useTransaction(handle -> restore(handle, "orders"));
      DATABASE.clearLog(); // as before the backup
      assertTrue(PolledTwin.isQuiet(DATABASE.settings(), leader.term().number()));
    }
    try (Leadership next = log.lead().orElseThrow()) {
      assertEquals(withoutTriggers(before), withoutTriggers(next.term().origin()));
    }
  }

  private static String withoutTriggers(String origin) {
    return origin.substring(0, origin.lastIndexOf('.'));
  }

  @Test
  void whoseRowsAreEnteredByOrdinaryStatementsIsLogged() {
    try (Leadership leader = log.lead().orElseThrow()) {
      leader.acknowledge(leader.poll(10), 1);
      DATABASE
          .jdbi()
          .useTransaction(
              handle -> {
                handle.execute("DELETE FROM orders");
                handle.execute("INSERT INTO orders SELECT * FROM backup");
              });
      assertEquals(2, leader.poll(10).changes().size());
    }
  }
}
