package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.OrderId;
import dev.ordercache.jdbc.TestDatabase.Logged;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Migrations add what is missing and leave the rest as it is. */
class MigrationTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private final JdbiOrderQuery orders =
      new JdbiOrderQuery(DATABASE.pool(), DATABASE.plan(), DATABASE.settings());

  @BeforeEach
  void enterAnOrder() {
    DATABASE.insert(1, 1, "PACKAGING");
    DATABASE.clearLog();
  }

  private static void migrate() {
    DATABASE.jdbi().useTransaction(Migrations::run);
  }

  private void assertAnUpdateIsLoggedOnce(long version) {
    DATABASE.execute("UPDATE orders SET status = 'SHIPPED'");

    assertEquals(List.of(new Logged(1L, "PACKAGING", "SHIPPED", version)), DATABASE.logged());
    assertEquals(version, orders.find(new OrderId(1)).value().orElseThrow().version());
  }

  @Test
  void aSecondRunChangesNothing() {
    DATABASE.execute("UPDATE order_relay SET term = 77");

    migrate();

    assertAnUpdateIsLoggedOnce(2);
    assertEquals(List.of(77L), DATABASE.query("SELECT term FROM order_relay", Long.class));
  }

  @Test
  void statementsThatRunOneByOneWithoutATransactionDoTheSame() {
    DATABASE.jdbi().useHandle(Migrations::run);

    assertAnUpdateIsLoggedOnce(2);
  }

  @Test
  void aTableThatIsThereAlreadyKeepsItsOrders() {
    DATABASE.execute("DROP TABLE order_change, order_relay");
    DATABASE.execute("DROP INDEX orders_status_due, orders_status_created");
    DATABASE.execute("DROP FUNCTION order_log_update, order_next_version CASCADE");

    migrate();

    assertAnUpdateIsLoggedOnce(2);
  }

  @Test
  void aTableWithoutVersionsGetsThem() {
    DATABASE.execute("ALTER TABLE orders DROP version, DROP assignee, DROP priority");
    DATABASE.execute("ALTER TABLE orders DROP updated_at");

    migrate();

    assertAnUpdateIsLoggedOnce(2);
  }
}
