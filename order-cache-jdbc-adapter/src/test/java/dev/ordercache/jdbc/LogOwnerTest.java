package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.invalidation.ChangeLog.ChangeLogException;
import dev.ordercache.invalidation.ChangeLog.Leadership;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The owner of the orders and of the schemas, who is not that of the log, tries to have something
 * of his done with the rights of the latter, and cannot. He can write all the time.
 */
class LogOwnerTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static final JdbcSettings PLANT =
      TestDatabase.patiently(
          JdbcSettings.of(DATABASE.settings().url() + "?currentSchema=plant", "postgres", null));

  /** So many that somebody looks how long the log is. */
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

  /** What of his is in the way. */
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

  private final JdbiChangeLog log = new JdbiChangeLog(PostgresDataSources.unpooled(PLANT), PLANT);

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
              handle.execute("ALTER SCHEMA plant OWNER TO host");
              handle.execute("GRANT SELECT ON plant.order_change TO host");
            });
  }

  @AfterEach
  void drop() {
    log.close();
    DATABASE.execute("DROP SCHEMA plant, evil CASCADE; DROP OWNED BY host; DROP ROLE host");
  }

  private static void asHost(String statements) {
    try (Handle host = DATABASE.jdbi().open()) {
      host.execute("SET ROLE host");
      host.execute(statements);
    }
  }

  /** Moves the orders to where the trap is, and writes. */
  private static List<String> stolenWith(Trap trap) {
    asHost(TRAPS + trap.statements);
    asHost("ALTER TABLE plant.orders SET SCHEMA evil");
    asHost(WRITE.formatted("evil"));
    return DATABASE.query("SELECT DISTINCT rights FROM evil.stolen", String.class);
  }

  @ParameterizedTest
  @EnumSource
  void whoMovesTheOrdersToHisTrapDoesNotActAsTheOwnerOfTheLog(Trap trap) {
    assertEquals(List.of(), stolenWith(trap));
    assertEquals(List.of(1024L), DATABASE.query("SELECT count(*) FROM evil.orders", Long.class));
  }

  /** The function as it was. */
  @ParameterizedTest
  @EnumSource
  void withoutTheChecksHeDoes(Trap trap) {
    String function =
        DATABASE
            .query(
                "SELECT pg_get_functiondef('plant.order_log_insert()'::regprocedure)", String.class)
            .get(0);
    String careless =
        function
            .replaceFirst("(?s)    IF EXISTS \\(\\s*SELECT FROM pg_class.*?END IF;", "")
            .replaceFirst("(?s)order_log_close\\(\\) FROM pg_proc.*?;", "order_log_close();")
            .replace("1024::bigint", "1024");
    DATABASE.execute(careless);

    assertEquals(List.of("postgres"), stolenWith(trap));
  }

  /** In the schema of his, in which the log is. */
  @Test
  void whoReplacesTheLogCanWriteAndNobodyLeads() {
    log.lead().orElseThrow().close();
    asHost(TRAPS + Trap.LOG.statements);
    asHost("DROP TABLE plant.order_change");
    asHost("ALTER TABLE evil.order_change SET SCHEMA plant");

    asHost(WRITE.formatted("plant"));

    assertEquals(List.of(), DATABASE.query("SELECT rights FROM evil.stolen", String.class));
    ChangeLogException e = assertThrows(ChangeLogException.class, log::lead);
    assertTrue(String.valueOf(e.getMessage()).contains("owner of its functions"), e.getMessage());
  }

  /** The owner of the log gives it away while a relay leads. */
  @ParameterizedTest
  @ValueSource(
      strings = {"order_change", "order_log_closed", "order_relay", "order_relay_progress"})
  void aLogThatGetsAnotherOwnerEndsTheTerm(String table) {
    String origin;
    try (Leadership leader = log.lead().orElseThrow()) {
      origin = leader.term().origin();
      leader.poll(10);
      DATABASE.execute("ALTER TABLE plant." + table + " OWNER TO host");

      asHost(WRITE.formatted("plant"));

      assertThrows(ChangeLogException.class, () -> leader.poll(10));
    }
    assertThrows(ChangeLogException.class, log::lead);
    DATABASE.execute("ALTER TABLE plant." + table + " OWNER TO postgres");
    try (Leadership next = log.lead().orElseThrow()) {
      assertNotEquals(origin, next.term().origin(), "what was written meanwhile is not logged");
    }
  }
}
