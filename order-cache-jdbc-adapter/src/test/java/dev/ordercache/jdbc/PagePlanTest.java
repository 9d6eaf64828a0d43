package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderStatus;
import dev.ordercache.plan.OrdersTable;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A page is read from its position in an index, without a sort or an offset. */
class PagePlanTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @BeforeEach
  void enterManyOrders() {
    DATABASE.insert(1, 15_000, "SHIPPED");
    DATABASE.insert(15_001, 20_000, "PACKAGING");
    DATABASE.execute("ANALYZE orders");
  }

  private static String plan(String statement, String index) {
    return DATABASE
        .jdbi()
        .withHandle(
            handle -> {
              handle.begin();
              if (index.isEmpty()) {
                handle.execute("DROP INDEX orders_status_due, orders_status_created");
              }
              String plan =
                  String.join(
                      "\n",
                      handle
                          .createQuery(
                              "EXPLAIN ANALYZE " + Sql.read(statement, OrdersTable.defaults()))
                          .bind("status", StatusArgument.of(new OrderStatus("PACKAGING")))
                          .bind("at", OffsetDateTime.parse("2029-12-30T18:50:00Z"))
                          .bind("id", 17_500L)
                          .bind("limit", 51)
                          .mapTo(String.class)
                          .list());
              handle.rollback();
              return plan;
            });
  }

  @ParameterizedTest
  @CsvSource({
    "list-by-due, orders_status_due, due_at",
    "list-by-created, orders_status_created, created_at"
  })
  void aPageIsOneRangeOfItsIndex(String statement, String index, String column) {
    String plan = plan(statement, index);

    assertTrue(plan.contains("Index Scan using " + index), plan);
    assertTrue(plan.contains("ROW(" + column + ", id) > ROW("), plan);
    assertFalse(plan.contains("Sort") || plan.contains("Filter"), plan);
    assertTrue(plan(statement, "").contains("Sort"), "without the index it would be sorted");
  }
}
