package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.plan.OrdersTable;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * How a server as installed plans every statement: one that seems expensive is compiled, which
 * takes longer than to execute it, and one that reads a whole table takes longer each day. Each
 * statement is executed so often that its generic plan is among those checked.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StatementPlansTest {

  /** What seems more expensive is compiled. */
  private static final double MAX_COST = 100_000;

  /**
   * A plan that grows with the tables has a fifth of the cost that it has with a million orders.
   */
  private static final int ORDERS = 200_000;

  private static final double MAX_COST_OF_FEWER = MAX_COST / 5;

  /** With fewer, the planner prefers to read all of them when a thousand are deleted. */
  private static final int CHANGES = 500_000;

  private static final int ROUNDS = 12;
  private static final Set<String> GROWING =
      Set.of("orders", "order_change", "status_change", "status_change_group");

  private static final String ENDED =
      """
      INSERT INTO status_change (order_id, to_status, expected_version, principal, idempotency_key,
                                 state, published, before_status, after_status, applied_version, ended_at)
      SELECT i, 'CLOSED', 1, 'Ada', 'old' || i, 'DONE', true, 'SHIPPED', 'CLOSED', 2,
             now() - interval '1 day'
      FROM generate_series(1, ?) AS i
      """;

  @TempDir static Path folder;

  private static ExplainedServer server;
  private static long next = 1;

  @BeforeAll
  static void start() {
    server = new ExplainedServer(folder);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  @Order(1)
  void onAnEmptyDatabaseNoneSeemsExpensive() {
    orders(0, 0);
    List<StatementPlan> plans = plansOfEveryStatement();
    assertEquals(Set.of(), expensive(plans, MAX_COST));
    assertEquals(Set.of(), missing(plans));
  }

  @Test
  @Order(2)
  void withManyOrdersNoneSeemsExpensiveOrReadsATableThatGrows() {
    orders(ORDERS, CHANGES);
    List<StatementPlan> justLoaded = plansOfEveryStatement();
    assertEquals(Set.of(), expensive(justLoaded, MAX_COST_OF_FEWER));
    assertEquals(Set.of(), whole(justLoaded));
    assertEquals(Set.of(), missing(justLoaded));
    execute("VACUUM ANALYZE");
    List<StatementPlan> analyzed = plansOfEveryStatement();
    assertEquals(Set.of(), expensive(analyzed, MAX_COST_OF_FEWER));
    assertEquals(Set.of(), whole(analyzed));
  }

  @Test
  @Order(3)
  void withQueuesFullOfDeadRowsNoneSeemsExpensiveOrReadsATableThatGrows() {
    try (Handle old = server.open()) {
      old.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
      old.execute("SELECT pg_current_snapshot()");
      fillWithDeadRows();
      List<StatementPlan> plans = plansOfEveryStatement();
      assertEquals(Set.of(), expensive(plans, MAX_COST_OF_FEWER));
      assertEquals(Set.of(), whole(plans));
      execute("ANALYZE");
      List<StatementPlan> analyzed = plansOfEveryStatement();
      assertEquals(Set.of(), expensive(analyzed, MAX_COST_OF_FEWER));
      assertEquals(Set.of(), whole(analyzed));
    }
  }

  /** Otherwise an error in reading the plans would not be noticed. */
  @Test
  @Order(4)
  void aStatementThatReadsWholeTablesIsFound() {
    assertEquals(
        Set.of("orders"),
        wholeTables("SET enable_seqscan = off; SELECT FROM orders WHERE quantity < 0"));
    assertEquals(Set.of("orders"), wholeTables("SELECT FROM orders WHERE quantity < 0"));
    assertEquals(Set.of(), wholeTables("SELECT FROM orders WHERE id = 7"));
    String sql =
        """
        BEGIN;
        DECLARE rows CURSOR FOR SELECT * FROM orders, generate_series(1, 1000000) AS i WHERE id <> i;
        FETCH rows;
        COMMIT
        """;
    List<StatementPlan> plans = server.plans(() -> execute(sql));
    assertEquals(1, expensive(plans, MAX_COST).size(), plans::toString);
    assertEquals(1, whole(plans).size(), plans::toString);
    assertTrue(plans.stream().anyMatch(StatementPlan::isCompiled), plans::toString);
  }

  private static Set<String> wholeTables(String sql) {
    return server.plans(() -> execute(sql)).stream()
        .flatMap(plan -> plan.whole().stream())
        .collect(Collectors.toSet());
  }

  /** Creates the orders of the rounds, and so many that were closed, and changes, long ago. */
  private static void orders(int closed, int changes) {
    execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    try (Handle handle = server.open()) {
      handle.useTransaction(
          session -> {
            session.execute(Sql.read("migration/V1__orders", OrdersTable.defaults()));
            TestDatabase.insert(session, 1, 1_000, "MANUFACTURING_APPROVED");
            if (closed > 0) {
              TestDatabase.insert(session, 1_001, closed, "CLOSED");
            }
            Migrations.run(session);
            session.execute(ENDED, changes);
          });
    }
  }

  /** Leaves the dead rows of 40,000 changes, if an old snapshot prevents their removal. */
  private static void fillWithDeadRows() {
    execute(
        """
        UPDATE orders SET quantity = quantity + 1 WHERE id BETWEEN 80000 AND 120000;
        DELETE FROM order_change;
        INSERT INTO status_change (order_id, to_status, expected_version, principal, idempotency_key)
        SELECT i, 'CLOSED', 1, 'Bo', i FROM generate_series(80000, 120000) AS i;
        INSERT INTO status_change_group SELECT i, now() FROM generate_series(80000, 120000) AS i;
        DELETE FROM status_change_group;
        UPDATE status_change SET state = 'DONE', published = true, ended_at = now()
        WHERE principal = 'Bo';
        """);
  }

  private static void execute(String sql) {
    try (Handle handle = server.open()) {
      handle.execute(sql);
    }
  }

  private static List<StatementPlan> plansOfEveryStatement() {
    return server.plans(
        () -> {
          try (EveryStatement statements = new EveryStatement(server.settings())) {
            for (int i = 0; i < ROUNDS; i++) {
              statements.run(next);
              next += EveryStatement.ORDERS;
            }
          }
        });
  }

  private static Set<StatementPlan> expensive(List<StatementPlan> plans, double max) {
    return distinct(plans, one -> one.cost() > max || one.isCompiled());
  }

  private static Set<StatementPlan> whole(List<StatementPlan> plans) {
    return distinct(plans, one -> !Collections.disjoint(one.whole(), GROWING));
  }

  /** One of these plans for each statement. */
  private static Set<StatementPlan> distinct(
      List<StatementPlan> plans, Predicate<StatementPlan> which) {
    Map<String, StatementPlan> found = new TreeMap<>();
    plans.stream().filter(which).forEach(one -> found.put(one.statement(), one));
    return Set.copyOf(found.values());
  }

  /** The names of the statements that were not executed. */
  private static Set<String> missing(List<StatementPlan> plans) {
    Set<String> seen = plans.stream().map(StatementPlan::statement).collect(Collectors.toSet());
    Map<String, String> all = new TreeMap<>(EveryStatement.statements(server.settings()));
    all.values().removeAll(seen);
    return all.keySet();
  }
}
