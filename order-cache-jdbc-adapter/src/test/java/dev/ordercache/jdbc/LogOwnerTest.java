package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The owner of the orders, not that of the log, moves them to a schema with tables and functions in
 * the log's place, which would run with the privileges of the log's owner.
 */
class LogOwnerTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  /** So many rows that the writer checks how long the log is. */
  private static final String WRITE =
      """
      INSERT INTO %s.orders (number, status, customer, product, quantity, price, currency, due_at)
      SELECT 'N' || i, 'PACKAGING', 'ACME', 'Gear', 3, 9.90, 'EUR', now()
      FROM generate_series(1, 1024) AS i
      """;

  private static final String TRAPS =
      """
      CREATE TABLE evil.stolen (rights name);
      CREATE FUNCTION evil.steal() RETURNS bigint LANGUAGE sql AS
          'INSERT INTO evil.stolen VALUES (current_user); SELECT 1::bigint';
      CREATE FUNCTION evil.stealing() RETURNS trigger LANGUAGE plpgsql AS
          'BEGIN PERFORM evil.steal(); RETURN NULL; END';
      GRANT USAGE ON SCHEMA evil TO PUBLIC;
      GRANT INSERT ON evil.stolen TO PUBLIC;
      """;

  /** The object that is in the log's place. */
  enum Trap {
    LOG(
        """
        CREATE TABLE evil.order_change (LIKE plant.order_change INCLUDING ALL);
        CREATE TRIGGER steal AFTER INSERT ON evil.order_change EXECUTE FUNCTION evil.stealing()
        """),
    CLOSED(
        """
        CREATE VIEW evil.order_log_closed AS SELECT 1 AS id, evil.steal() = 1 AS reopened, 0 AS logged;
        CREATE RULE nothing AS ON INSERT TO evil.order_log_closed DO INSTEAD NOTHING
        """),
    RELAY(
        """
        CREATE VIEW evil.order_relay AS
            SELECT true AS single, CASE WHEN evil.steal() = 1 THEN 0 END AS longest_log
        """),
    PROGRESS("CREATE VIEW evil.order_relay_progress AS SELECT evil.steal() AS id, 0 AS logged"),
    FUNCTION(
        """
        CREATE FUNCTION evil.order_log_close() RETURNS void LANGUAGE sql AS 'SELECT evil.steal()'
        """),
    OPERATOR(
        """
        CREATE FUNCTION evil.rest(bigint, int) RETURNS bigint LANGUAGE sql AS 'SELECT evil.steal()';
        CREATE OPERATOR evil.% (FUNCTION = evil.rest, LEFTARG = bigint, RIGHTARG = int)
        """);

    private final String statements;

    Trap(String statements) {
      this.statements = statements;
    }
  }

  @BeforeEach
  void migrate() {
    DATABASE
        .jdbi()
        .useTransaction(
            handle -> {
              handle.execute("CREATE SCHEMA plant");
              handle.execute("SET LOCAL search_path = plant");
              Migrations.run(handle);
              handle.execute("CREATE ROLE host; CREATE SCHEMA evil AUTHORIZATION host");
              handle.execute("ALTER TABLE plant.orders OWNER TO host");
              handle.execute("GRANT USAGE, CREATE ON SCHEMA plant TO host");
              handle.execute("GRANT SELECT ON plant.order_change TO host");
            });
  }

  @AfterEach
  void drop() {
    DATABASE.execute("DROP SCHEMA plant, evil CASCADE; DROP OWNED BY host; DROP ROLE host");
  }

  private static void asHost(String statements) {
    try (Handle host = DATABASE.jdbi().open()) {
      host.execute("SET ROLE host");
      host.execute(statements);
    }
  }

  /** Moves the orders to the schema of the trap, and writes. */
  private static List<String> stolenWith(Trap trap) {
    asHost(TRAPS + trap.statements);
    asHost("ALTER TABLE plant.orders SET SCHEMA evil");
    asHost(WRITE.formatted("evil"));
    return stolen();
  }

  private static List<String> stolen() {
    return DATABASE.query("SELECT DISTINCT rights FROM evil.stolen", String.class);
  }

  private static List<Long> logged() {
    return DATABASE.query("SELECT count(*) FROM plant.order_change", Long.class);
  }

  @ParameterizedTest
  @EnumSource
  void theOrdersOwnerIsLoggedAndGetsNoPrivileges(Trap trap) {
    assertEquals(List.of(), stolenWith(trap));
    assertEquals(List.of(1024L), logged());
  }

  /** In the schema of the log itself. */
  @Test
  void anOperatorThatFitsBetterIsNotCalled() {
    asHost(TRAPS + Trap.OPERATOR.statements.replace("evil.%", "plant.%"));
    asHost(WRITE.formatted("plant"));
    assertEquals(List.of(), stolen());
    assertEquals(List.of(1024L), logged());
  }

  /** The twin uses the log in the schema of the orders. */
  @ParameterizedTest
  @EnumSource
  void withoutTheFunctionsOwnSchemaTheOrdersOwnerGetsThem(Trap trap) {
    DATABASE.execute(
        DATABASE
            .query(
                "SELECT pg_get_functiondef('plant.order_log_insert()'::regprocedure)", String.class)
            .get(0)
            .replaceFirst("FROM pg_trigger [^;]*;", ";")
            .replace("pronamespace::regnamespace", "quote_ident(TG_TABLE_SCHEMA), ', plant'")
            .replace("1024::bigint", "1024"));
    assertEquals(List.of("postgres"), stolenWith(trap));
  }

  /** Afterwards nothing indicates that the orders were in another schema. */
  @Test
  void whatChangesWhileTheyAreElsewhereIsLogged() {
    asHost(TRAPS + Trap.LOG.statements);
    try (Handle host = DATABASE.jdbi().open()) {
      host.execute("SET ROLE host");
      host.useTransaction(
          moved -> {
            moved.execute("ALTER TABLE plant.orders SET SCHEMA evil");
            moved.execute(WRITE.formatted("evil"));
            moved.execute("ALTER TABLE evil.orders SET SCHEMA plant");
          });
    }
    assertEquals(List.of(1024L), logged());
  }
}
