package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.event.ChangeState;
import dev.ordercache.jdbc.TestDatabase.Logged;
import dev.ordercache.statuschange.Acceptance.Accepted;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.Recovery;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.Submission;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The migrations extend an existing table, and its owners continue as before. */
class MappedTableTest {

  @RegisterExtension static final TestDatabase DATABASE = LegacyTable.database();

  private static final OrderId ID = new OrderId(7);

  private final JdbiOrderQuery orders =
      new JdbiOrderQuery(DATABASE.pool(), DATABASE.plan(), DATABASE.settings());

  @BeforeEach
  void enterAnOrderAsItsOwnersDo() {
    DATABASE.execute(
        """
        INSERT INTO "Auftrag" ("NUMBER", "Auftragsnr", "Zustand", product, customer, menge, price,
                               currency, faellig_am, created_at)
        VALUES (7, 'N-7', 'PACKAGING', 'ACME', 'Gear', 3, 9.90, 'EUR',
                '2030-01-01Z', '2029-01-01Z')
        """);
    DATABASE.clearLog();
  }

  private static List<String> columns() {
    return DATABASE.query(
        """
        SELECT attname FROM pg_attribute
        WHERE attrelid = '"Auftrag"'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
        """,
        String.class);
  }

  @Test
  void onlyWhatIsMissingIsAdded() {
    assertEquals(
        List.of(
            "faellig_am",
            "werk",
            "Zustand",
            "product",
            "customer",
            "menge",
            "price",
            "currency",
            "Auftragsnr",
            "created_at",
            "gesperrt",
            "NUMBER",
            "Stand",
            "priority",
            "Bearbeiter",
            "GEAENDERT"),
        columns());
    assertEquals(
        List.of(0L),
        DATABASE.query("SELECT count(*) FROM pg_class WHERE relname = 'orders'", Long.class));
  }

  @Test
  void aSecondRunChangesNothing() {
    List<String> before = columns();

    DATABASE.jdbi().useTransaction(handle -> Migrations.run(handle, LegacyTable.NAMES));

    assertEquals(before, columns());
    DATABASE.execute("UPDATE \"Auftrag\" SET menge = 4");
    assertEquals(List.of(new Logged(7L, "PACKAGING", "PACKAGING", 2L)), DATABASE.logged());
  }

  @Test
  void anIndexOfAnotherTableIsNotTakenForItsOwn() {
    for (String index : List.of("orders_status_due", "orders_status_created")) {
      DATABASE
          .jdbi()
          .useHandle(
              handle -> {
                handle.begin();
                handle.execute("DROP INDEX " + index);
                handle.execute("CREATE TABLE former (status text)");
                handle.execute("CREATE INDEX " + index + " ON former (status)");
                JdbiException e =
                    assertThrows(
                        JdbiException.class, () -> Migrations.run(handle, LegacyTable.NAMES));
                String message = String.valueOf(e.getMessage());
                assertTrue(message.contains(index + " is there, but is no index of"), message);
                handle.rollback();
              });
    }
  }

  @Test
  void eachValueComesFromItsOwnColumn() {
    Order order = orders.find(ID).value().orElseThrow();

    assertEquals(
        new Order(
            ID,
            "N-7",
            new OrderStatus("PACKAGING"),
            1,
            "ACME",
            "Gear",
            3,
            new BigDecimal("9.90"),
            "EUR",
            0,
            null,
            Instant.parse("2030-01-01T00:00:00Z"),
            Instant.parse("2029-01-01T00:00:00Z"),
            order.updatedAt()),
        order);
  }

  @Test
  void aChangeOfStatusLeavesTheOwnersColumnsAlone() {
    JdbiStatusChangeInbox inbox =
        new JdbiStatusChangeInbox(
            DATABASE.pool(), DATABASE.plan(), DATABASE.settings(), QueueSettings.defaults());
    StatusChange ship = new StatusChange(ID, 1, new OrderStatus("SHIPPED"), "Ada");

    Accepted made = (Accepted) inbox.apply(new Submission(ship, "Bo", "key"), Recovery.COMPENSATE);

    assertEquals(ChangeState.APPLIED, made.entry().state());
    assertEquals(
        List.of("SHIPPED 2 Ada W001"),
        DATABASE.query(
            "SELECT concat_ws(' ', \"Zustand\", \"Stand\", \"Bearbeiter\", werk) FROM \"Auftrag\"",
            String.class));
    assertEquals(List.of(new Logged(7L, "PACKAGING", "SHIPPED", 2L)), DATABASE.logged());
  }
}
