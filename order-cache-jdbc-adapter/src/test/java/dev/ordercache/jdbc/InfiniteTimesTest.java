package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderId;
import dev.ordercache.OrderQueryException;
import dev.ordercache.OrderSort;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.event.ChangeState;
import dev.ordercache.statuschange.Acceptance.Accepted;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.Recovery;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.Submission;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PostgreSQL has infinite times, which no cursor can represent. */
class InfiniteTimesTest {

  @RegisterExtension static final TestDatabase STANDARD = new TestDatabase();
  @RegisterExtension static final TestDatabase LEGACY = LegacyTable.database();

  private static final OrderId ID = new OrderId(7);
  private static final OrderStatus PACKAGING = new OrderStatus("PACKAGING");

  private final JdbiOrderQuery orders =
      new JdbiOrderQuery(LEGACY.pool(), LEGACY.plan(), LEGACY.settings());

  private static void assertReported(
      Class<? extends RuntimeException> type, String column, Executable call) {
    String message = String.valueOf(assertThrows(type, call).getMessage());
    assertTrue(message.contains("order 7 has an infinite time in " + column), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"due_at", "created_at", "updated_at"})
  void theStandardTableRefusesThem(String column) {
    STANDARD.insert(1, 1, "PACKAGING");

    for (String time : new String[] {"infinity", "-infinity"}) {
      String update = "UPDATE orders SET %s = '%s'".formatted(column, time);
      assertThrows(JdbiException.class, () -> STANDARD.execute(update));
    }
  }

  private static void enterAnOrderWith(String column, String time) {
    LEGACY.execute(
        """
        INSERT INTO "Auftrag" ("NUMBER", "Auftragsnr", "Zustand", product, customer, menge, price,
                               currency, faellig_am)
        VALUES (7, 'N-7', 'PACKAGING', 'ACME', 'Gear', 3, 9.90, 'EUR', '2030-01-01Z'),
               (8, 'N-8', 'PACKAGING', 'ACME', 'Gear', 3, 9.90, 'EUR', '2030-01-01Z')
        """);
    LEGACY.execute(
        "UPDATE \"Auftrag\" SET \"%s\" = '%s' WHERE \"NUMBER\" = 7".formatted(column, time));
  }

  @ParameterizedTest
  @CsvSource({
    "faellig_am, infinity",
    "faellig_am, -infinity",
    "created_at, infinity",
    "GEAENDERT, infinity"
  })
  void thoseOfAnotherTableFailTheirReadsWithOrderAndColumn(String column, String time) {
    enterAnOrderWith(column, time);

    assertReported(OrderQueryException.class, column, () -> orders.find(ID));
    for (OrderSort sort : OrderSort.values()) {
      PageRequest page = PageRequest.first(PACKAGING, sort, 2);
      assertReported(OrderQueryException.class, column, () -> orders.list(page));
    }
  }

  @Test
  void theStatusOfSuchAnOrderCanBeChanged() {
    enterAnOrderWith("faellig_am", "infinity");
    StatusChange ship = new StatusChange(ID, 2, new OrderStatus("SHIPPED"), "Ada");
    JdbiStatusChangeInbox inbox =
        new JdbiStatusChangeInbox(
            LEGACY.pool(), LEGACY.plan(), LEGACY.settings(), QueueSettings.defaults());

    Accepted made = (Accepted) inbox.apply(new Submission(ship, "Ada", "key"), Recovery.COMPENSATE);

    assertEquals(ChangeState.APPLIED, made.entry().state());
    assertEquals(1, orders.count(PACKAGING).value());
  }
}
