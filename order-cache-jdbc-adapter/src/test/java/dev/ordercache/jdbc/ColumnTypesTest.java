package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Cursor;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderSort;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.event.ChangeState;
import dev.ordercache.jdbc.TestDatabase.Logged;
import dev.ordercache.plan.OrdersTable;
import dev.ordercache.statuschange.Acceptance.Accepted;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.Recovery;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.Submission;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The types that an existing table's columns may have, each with the use of its index. */
class ColumnTypesTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static final OrderStatus PACKAGING = new OrderStatus("PACKAGING");
  private static final OrderStatus SHIPPED = new OrderStatus("SHIPPED");

  private final JdbiOrderQuery orders =
      new JdbiOrderQuery(DATABASE.pool(), DATABASE.plan(), DATABASE.settings());
  private final JdbiStatusChangeInbox inbox =
      new JdbiStatusChangeInbox(
          DATABASE.pool(), DATABASE.plan(), DATABASE.settings(), QueueSettings.defaults());
  private final JdbiStatusChangeCompletion completion =
      new JdbiStatusChangeCompletion(DATABASE.pool(), DATABASE.plan(), DATABASE.settings());

  private static void make(String id, String status, String texts, String numbers) {
    DATABASE.execute("TRUNCATE status_change, status_change_group");
    DATABASE.execute("DROP TABLE IF EXISTS orders; DROP TYPE IF EXISTS order_status");
    DATABASE.execute("CREATE TYPE order_status AS ENUM ('PACKAGING', 'SHIPPED')");
    DATABASE.execute(
        """
        CREATE TABLE orders (id %1$s PRIMARY KEY, number %3$s UNIQUE, status %2$s, customer %3$s,
            product %3$s, quantity %4$s, price %4$s, currency %3$s, priority %4$s, assignee %3$s,
            version %1$s NOT NULL DEFAULT 1, due_at timestamptz, created_at timestamptz DEFAULT now())
        """
            .formatted(id, status, texts, numbers));
    DATABASE.jdbi().useTransaction(Migrations::run);
    DATABASE.execute(
        """
        INSERT INTO orders (id, number, status, customer, product, quantity, price, currency,
                            priority, due_at)
        SELECT i, i, CASE WHEN i %% 10 = 0 THEN '%1$s' ELSE '%2$s' END::%3$s, 'ACME', 'Gear', 3, 9,
               'EUR', 0, '2030-01-01Z'
        FROM generate_series(1, 5000) AS i
        """
            .formatted("PACKAGING", "SHIPPED", status));
    DATABASE.execute("ANALYZE orders");
    DATABASE.clearLog();
    DATABASE.pool().getHikariPoolMXBean().softEvictConnections(); // they cache the former types
  }

  @ParameterizedTest
  @CsvSource({
    "bigint, text, text, int",
    "int, varchar(30), varchar(30), numeric",
    "smallint, char(30), char(30), bigint",
    "bigint, order_status, text, smallint"
  })
  void ordersOfTheseTypesAreReadChangedAndLogged(
      String id, String status, String texts, String numbers) {
    make(id, status, texts, numbers);

    List<Long> walked = new ArrayList<>();
    Cursor after = null;
    do {
      PageRequest request = new PageRequest(PACKAGING, OrderSort.DUE, 200, after);
      List<Order> page = orders.list(request).value().orders();
      page.forEach(order -> walked.add(order.id().value()));
      after = orders.list(request).value().next();
    } while (after != null);
    assertEquals(500, Set.copyOf(walked).size());
    assertEquals(500, walked.size());
    assertEquals(500, orders.count(PACKAGING).value());
    List<OrderId> streamed = new ArrayList<>();
    orders.streamIds(Set.of(PACKAGING, SHIPPED), streamed::add);
    assertEquals(5_000, streamed.size());

    JournalEntry made = shipped(10, "Ada");
    assertEquals(List.of(new Logged(10L, "PACKAGING", "SHIPPED", 2L)), DATABASE.logged());
    Order order = orders.find(new OrderId(10)).value().orElseThrow();
    assertEquals(
        List.of("10", SHIPPED, "ACME", "Gear", 3, 9, "EUR", "Ada"),
        List.of(
            order.number(),
            order.status(),
            order.customer(),
            order.product(),
            order.quantity(),
            order.price().intValueExact(),
            order.currency(),
            String.valueOf(order.assignee())));
    assertPageIsOneRangeOfItsIndex();
    assertEquals(ChangeState.COMPENSATED, completion.compensate(made.id()).state());
    assertEquals(
        List.of("PACKAGING 3"),
        DATABASE.query(
            "SELECT concat_ws(' ', rtrim(status::text), version, assignee) FROM orders WHERE id = 10",
            String.class));
  }

  private JournalEntry shipped(long id, String assignee) {
    Submission submission =
        new Submission(new StatusChange(new OrderId(id), 1, SHIPPED, assignee), "Bo", "key");
    Accepted made = (Accepted) inbox.apply(submission, Recovery.COMPENSATE);
    assertEquals(ChangeState.APPLIED, made.entry().state());
    return made.entry();
  }

  @Test
  void aTimeWithoutAZoneIsRefusedByTheMigration() {
    for (String column : List.of("due_at", "created_at", "updated_at")) {
      DATABASE
          .jdbi()
          .useHandle(
              handle -> {
                handle.begin();
                handle.execute("ALTER TABLE orders ALTER " + column + " TYPE timestamp");
                JdbiException e =
                    assertThrows(JdbiException.class, () -> Migrations.run(handle), column);
                assertTrue(String.valueOf(e.getMessage()).contains("timestamptz"), e.getMessage());
                handle.rollback();
              });
    }
  }

  private static void assertPageIsOneRangeOfItsIndex() {
    try (Handle handle = DATABASE.jdbi().open()) {
      String plan =
          String.join(
              "\n",
              handle
                  .createQuery("EXPLAIN " + Sql.read("list-by-due", OrdersTable.defaults()))
                  .bind("status", StatusArgument.of(PACKAGING))
                  .bind("at", OffsetDateTime.of(2030, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC))
                  .bind("id", 2_500L)
                  .bind("limit", 51)
                  .mapTo(String.class)
                  .list());
      assertTrue(plan.contains("Index Scan using orders_status_due"), plan);
      assertTrue(plan.contains("ROW(due_at, id) > ROW("), plan);
      assertTrue(!plan.contains("Sort") && !plan.contains("Filter"), plan);
    }
  }
}
