package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.jdbc.TestDatabase.Logged;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.plan.OrdersTable;
import dev.ordercache.relay.ChangeLog.ChangeLogException;
import dev.ordercache.relay.ChangeLog.Leadership;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Partitions that are attached, detached or emptied fire no trigger: the leader must notice. */
class PartitionsTest {

  private static final String ORDERS =
      """
      CREATE TABLE orders (
          id bigint PRIMARY KEY, number text NOT NULL, status text NOT NULL, customer text NOT NULL,
          product text NOT NULL, quantity int NOT NULL, price numeric NOT NULL, currency text NOT NULL,
          due_at timestamptz NOT NULL, created_at timestamptz NOT NULL DEFAULT statement_timestamp())
      PARTITION BY RANGE (id)
      """;

  @RegisterExtension
  static final TestDatabase DATABASE = new TestDatabase(OrdersTable.defaults(), ORDERS);

  private final JdbiChangeLog log =
      new JdbiChangeLog(
          PostgresDataSources.unpooled(DATABASE.settings()), DATABASE.plan(), DATABASE.settings());

  /** Some orders in a partition, some in a partition of another partition, and some in none yet. */
  @BeforeEach
  void enterOrders() {
    DATABASE.execute("CREATE TABLE low PARTITION OF orders FOR VALUES FROM (0) TO (100)");
    DATABASE.execute(
        "CREATE TABLE high PARTITION OF orders FOR VALUES FROM (100) TO (300)"
            + " PARTITION BY RANGE (id)");
    DATABASE.execute("CREATE TABLE highest PARTITION OF high FOR VALUES FROM (200) TO (300)");
    DATABASE.insert(1, 5, "PACKAGING");
    DATABASE.insert(201, 205, "PACKAGING");
    DATABASE.execute("CREATE TABLE middle (LIKE orders INCLUDING ALL)");
    DATABASE.execute("INSERT INTO middle SELECT * FROM orders LIMIT 0");
    DATABASE.execute(
        "INSERT INTO middle (id, number, status, customer, product, quantity, price, currency, due_at)"
            + " SELECT 101, 'N', 'PACKAGING', 'ACME', 'Gear', 3, 9.90, 'EUR', now()");
    DATABASE.clearLog();
  }

  @AfterEach
  void drop() {
    log.close();
    DATABASE.execute("DROP TABLE IF EXISTS low, high, highest, middle");
  }

  /** The fingerprint of a poll without the partitions. */
  private static String triggers() {
    String sql =
        Sql.read("triggers", DATABASE.plan().table())
            .replace(Sql.read("partitions", DATABASE.plan().table()), "''");
    return DATABASE.jdbi().withHandle(handle -> fingerprint(handle, sql));
  }

  private static String fingerprint(Handle handle, String sql) {
    return handle.createQuery(sql).map((row, context) -> row.getString("fingerprint")).one();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE high ATTACH PARTITION middle FOR VALUES FROM (100) TO (200)",
        "ALTER TABLE orders DETACH PARTITION low",
        "ALTER TABLE orders DETACH PARTITION low CONCURRENTLY",
        "ALTER TABLE high DETACH PARTITION highest",
        "ALTER TABLE orders DETACH PARTITION low; UPDATE low SET status = 'SHIPPED';"
            + " ALTER TABLE orders ATTACH PARTITION low FOR VALUES FROM (0) TO (100)",
        "ALTER TABLE high DETACH PARTITION highest; UPDATE highest SET status = 'SHIPPED';"
            + " ALTER TABLE high ATTACH PARTITION highest FOR VALUES FROM (200) TO (300)",
        "TRUNCATE low",
        "TRUNCATE highest",
        "DROP TABLE low",
        "DROP TABLE high CASCADE"
      })
  void aPartitionThatComesOrGoesEndsTheTermAndTheNextIsOfAnotherOrigin(String statement) {
    String triggers = triggers();
    String origin;
    try (Leadership leader = log.lead().orElseThrow()) {
      origin = leader.term().origin();
      assertTrue(leader.poll(10).complete());

      DATABASE.execute(statement);

      assertEquals(List.of(), DATABASE.logged(), "no trigger logs it");
      assertEquals(triggers, triggers(), "the triggers alone do not show it");
      ChangeLogException e = assertThrows(ChangeLogException.class, () -> leader.poll(10));
      assertTrue(String.valueOf(e.getMessage()).contains("partition"), e.getMessage());
    }
    try (Leadership next = log.lead().orElseThrow()) {
      assertNotEquals(origin, next.term().origin());
      assertTrue(next.poll(10).complete());
    }
  }

  @Test
  void rowsThatAreChangedThroughTheTableAreLoggedAndDoNotEndTheTerm() {
    try (Leadership leader = log.lead().orElseThrow()) {
      DATABASE.execute("UPDATE orders SET status = 'SHIPPED' WHERE id IN (1, 201)");

      assertEquals(2, leader.poll(10).changes().size());
      assertEquals(
          List.of(
              new Logged(1L, "PACKAGING", "SHIPPED", 2L),
              new Logged(201L, "PACKAGING", "SHIPPED", 2L)),
          DATABASE.logged());
    }
  }

  /** A poll must not wait for a transaction that truncates a partition, nor block another. */
  @Test
  void aPollTakesNoLockOnPartitions() {
    try (Handle other = DATABASE.jdbi().open();
        Leadership leader = log.lead().orElseThrow()) {
      other.begin();
      other.execute("LOCK TABLE low IN ACCESS EXCLUSIVE MODE");
      assertTrue(leader.poll(10).complete());
      other.rollback();
    }
  }

  @Test
  void tablesThatInheritCountAsPartitions() {
    DATABASE.execute("CREATE SCHEMA inherited");
    JdbcSettings settings =
        TestDatabase.withLongTimeouts(
            JdbcSettings.of(
                DATABASE.settings().url() + "?currentSchema=inherited", "postgres", null));
    DATABASE
        .jdbi()
        .useTransaction(
            handle -> {
              handle.execute("SET LOCAL search_path = inherited");
              Migrations.run(handle);
              handle.execute("CREATE TABLE child () INHERITS (orders)");
            });
    try (JdbiChangeLog inherited =
            new JdbiChangeLog(
                PostgresDataSources.unpooled(settings), CachePlan.defaults(), settings);
        Leadership leader = inherited.lead().orElseThrow()) {
      assertTrue(leader.poll(10).complete());
      DATABASE.execute("ALTER TABLE inherited.child NO INHERIT inherited.orders");
      assertThrows(ChangeLogException.class, () -> leader.poll(10));
    }
  }
}
