package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.plan.CachePlan;
import dev.ordercache.relay.ChangeBatch;
import dev.ordercache.relay.ChangeLog.ChangeLogException;
import dev.ordercache.relay.ChangeLog.Leadership;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A schema that is renamed, and another one that gets its former name. */
class RenamedSchemaTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static final JdbcSettings PLANT = settings("plant");
  private static final String ROW =
      " (number, status, customer, product, quantity, price, currency, due_at)"
          + " VALUES ('N', 'PACKAGING', 'ACME', 'Gear', 3, 9.90, 'EUR', now())";

  private final JdbiChangeLog log =
      new JdbiChangeLog(PostgresDataSources.unpooled(PLANT), CachePlan.defaults(), PLANT);

  private static JdbcSettings settings(String schema) {
    return TestDatabase.withLongTimeouts(
        JdbcSettings.of(DATABASE.settings().url() + "?currentSchema=" + schema, "postgres", null));
  }

  @BeforeEach
  void migrate() {
    migrate("plant");
  }

  private static void migrate(String schema) {
    DATABASE
        .jdbi()
        .useTransaction(
            handle -> {
              handle.execute("CREATE SCHEMA " + schema);
              handle.execute("SET LOCAL search_path = " + schema);
              Migrations.run(handle);
            });
  }

  @AfterEach
  void drop() {
    log.close();
    DATABASE.execute("DROP SCHEMA IF EXISTS plant, \"the old, plant\", elsewhere CASCADE");
  }

  private static List<Long> logged(String schema) {
    return DATABASE.query("SELECT order_id FROM " + schema + ".order_change", Long.class);
  }

  @Test
  void writersKeepWritingAndAreLoggedInTheirOwnSchema() {
    try (Handle writer = DATABASE.jdbi().open()) {
      writer.execute("INSERT INTO plant.orders" + ROW); // its plans are cached
      DATABASE.execute("ALTER SCHEMA plant RENAME TO \"the old, plant\"");
      writer.execute("UPDATE \"the old, plant\".orders SET priority = 2");
      migrate("plant");

      writer.execute("UPDATE \"the old, plant\".orders SET priority = 1");
      writer.execute("DELETE FROM \"the old, plant\".orders");
      writer.execute("SET session_replication_role = replica");
      writer.execute("INSERT INTO \"the old, plant\".orders" + ROW.replace("'N'", "'M'"));
      writer.execute("TRUNCATE \"the old, plant\".orders");

      assertEquals(6, logged("\"the old, plant\"").size());
      assertEquals(List.of(), logged("plant"), "not in the schema that has its former name");
    }
  }

  /** With the path that was fixed when the function was created. */
  @Test
  void theTwinThatDoesNotFollowTheTableStopsItsWritersOrIsLoggedElsewhere() {
    String function =
        DATABASE
            .query(
                "SELECT pg_get_functiondef('plant.order_log_insert()'::regprocedure)", String.class)
            .get(0);
    String fixed = function.replaceFirst("(?s)PERFORM pg_catalog.set_config.*?;", "");
    assertNotEquals(function, fixed);
    DATABASE.execute(fixed);
    DATABASE.execute("ALTER SCHEMA plant RENAME TO \"the old, plant\"");
    String insert = "INSERT INTO \"the old, plant\".orders" + ROW;
    assertThrows(UnableToExecuteStatementException.class, () -> DATABASE.execute(insert));

    migrate("plant");
    DATABASE.execute(insert);

    assertEquals(List.of(), logged("\"the old, plant\""));
    assertEquals(1, logged("plant").size());
  }

  @Test
  void aTableThatLeavesTheSchemaIsStillLoggedInIt() {
    DATABASE.execute("CREATE SCHEMA elsewhere");
    DATABASE.execute("ALTER TABLE plant.orders SET SCHEMA elsewhere");

    DATABASE.execute("INSERT INTO elsewhere.orders" + ROW);

    assertEquals(1, logged("plant").size());
  }

  /** Its snapshot is older, and shows neither the trigger nor its function. */
  @Test
  void aTransactionThatBeganBeforeTheMigrationIsLogged() {
    DATABASE.execute("CREATE SCHEMA elsewhere");
    DATABASE.execute("CREATE TABLE elsewhere.orders (LIKE plant.orders INCLUDING ALL)");
    try (Handle writer = DATABASE.jdbi().open()) {
      writer.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
      writer.execute("SELECT 1 FROM plant.order_relay");
      DATABASE
          .jdbi()
          .useTransaction(
              handle -> {
                handle.execute("SET LOCAL search_path = elsewhere");
                Migrations.run(handle);
              });
      writer.execute("INSERT INTO elsewhere.orders" + ROW);
      writer.execute("COMMIT");
    }
    assertEquals(1, logged("elsewhere").size());
  }

  @Test
  void theLeaderNoticesThatAnotherSchemaHasTheName() {
    String origin;
    try (Leadership leader = log.lead().orElseThrow()) {
      origin = leader.term().origin();
      leader.poll(10);
      DATABASE.execute("ALTER SCHEMA plant RENAME TO \"the old, plant\"");
      assertThrows(ChangeLogException.class, () -> leader.poll(10));
      migrate("plant");
      assertThrows(ChangeLogException.class, () -> leader.poll(10));
    }
    try (Leadership next = log.lead().orElseThrow()) {
      assertNotEquals(origin, next.term().origin());
      DATABASE.execute("INSERT INTO plant.orders" + ROW);
      ChangeBatch batch = next.poll(10);
      assertEquals(1, batch.changes().size());
    }
  }

  @Test
  void noRelayLeadsWhereTheTriggersWriteIntoAnotherSchema() {
    migrate("elsewhere");
    DATABASE.execute(
        "CREATE OR REPLACE TRIGGER order_log_replicated AFTER INSERT OR UPDATE OR DELETE"
            + " ON plant.orders FOR EACH ROW EXECUTE FUNCTION elsewhere.order_log_replicated();"
            + " ALTER TABLE plant.orders ENABLE REPLICA TRIGGER order_log_replicated");
    DATABASE
        .jdbi()
        .useHandle(
            writer ->
                writer.execute(
                    "SET session_replication_role = replica; INSERT INTO plant.orders" + ROW));

    assertEquals(1, logged("elsewhere").size());
    ChangeLogException e = assertThrows(ChangeLogException.class, log::lead);
    assertTrue(String.valueOf(e.getMessage()).contains("another schema"), e.getMessage());
  }

  @Test
  void aFunctionThatIsReplacedEndsTheTerm() {
    try (Leadership leader = log.lead().orElseThrow()) {
      leader.poll(10);
      DATABASE.execute(
          "CREATE OR REPLACE FUNCTION plant.order_log_insert() RETURNS trigger LANGUAGE plpgsql"
              + " AS $$ BEGIN RETURN NULL; END $$");
      assertThrows(ChangeLogException.class, () -> leader.poll(10));
    }
  }

  /** A poll that does not check whether the triggers' functions are the same. */
  @Test
  void theTwinThatDoesNotCompareTheTriggersMissesWhatThatFunctionDoesNotLog() {
    try (Leadership leader = log.lead().orElseThrow()) {
      DATABASE.execute(
          "CREATE OR REPLACE FUNCTION plant.order_log_insert() RETURNS trigger LANGUAGE plpgsql"
              + " AS $$ BEGIN RETURN NULL; END $$; INSERT INTO plant.orders"
              + ROW);
      assertEquals(List.of(), logged("plant"));
      assertThrows(ChangeLogException.class, () -> leader.poll(10));
      assertTrue(PolledTwin.isQuiet(PLANT, leader.term().number()));
    }
  }
}
