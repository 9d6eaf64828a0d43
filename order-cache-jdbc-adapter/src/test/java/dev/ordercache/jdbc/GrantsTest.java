package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.invalidation.ChangeBatch;
import dev.ordercache.invalidation.ChangeLog.Leadership;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.StatusChangeStore.Outcome;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class GrantsTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @Test
  void theGrantsOfTheReadmeAreEnoughForAService() {
    DATABASE.execute("CREATE ROLE mes LOGIN");
    DATABASE.execute("GRANT SELECT, UPDATE ON orders, order_relay TO mes");
    DATABASE.execute("GRANT SELECT, DELETE ON order_change TO mes");
    JdbcSettings settings = JdbcSettings.of(DATABASE.settings().url(), "mes", null);
    DATABASE.insert(1, 1, "PACKAGING");

    try (PostgresUnderTest service = new PostgresUnderTest(settings);
        Leadership leader = service.log().lead().orElseThrow()) {
      OrderStatus packaging = new OrderStatus("PACKAGING");
      StatusChange ship = new StatusChange(new OrderId(1), 1, new OrderStatus("SHIPPED"), null);
      assertEquals(1, service.orders().count(packaging).value());
      assertInstanceOf(
          Outcome.Applied.class, service.statusChanges().apply(ship, Set.of(packaging)));
      ChangeBatch batch = leader.poll(10);
      assertEquals(2, batch.changes().size());
      leader.acknowledge(batch, 1);
    }
    assertEquals(List.of(), DATABASE.logged());
  }
}
