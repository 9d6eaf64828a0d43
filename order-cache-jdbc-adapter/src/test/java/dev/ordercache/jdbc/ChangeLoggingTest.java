package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.jdbc.TestDatabase.Logged;
import java.io.StringReader;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;

/** Every change of orders is logged, by any writer and any statement. */
class ChangeLoggingTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static final String COLUMNS =
      "id, number, status, customer, product, quantity, price, currency, due_at";

  private static String row(long id, String status) {
    return "(%d, 'N-%d', '%s', 'ACME', 'Gear', 1, 9.90, 'EUR', now())".formatted(id, id, status);
  }

  private static List<Logged> loggedBy(String sql) {
    DATABASE.clearLog();
    DATABASE.execute(sql);
    return DATABASE.logged();
  }

  @Test
  void insertUpdateAndDeleteAreLoggedWithTheirVersions() {
    assertEquals(
        List.of(new Logged(1L, null, "PACKAGING", 1L)),
        loggedBy("INSERT INTO orders (" + COLUMNS + ") VALUES " + row(1, "PACKAGING")));
    assertEquals(
        List.of(new Logged(1L, "PACKAGING", "SHIPPED", 2L)),
        loggedBy("UPDATE orders SET status = 'SHIPPED'"));
    assertEquals(
        List.of(new Logged(1L, "SHIPPED", "SHIPPED", 3L)),
        loggedBy("UPDATE orders SET priority = 5"));
    assertEquals(List.of(new Logged(1L, "SHIPPED", null, 3L)), loggedBy("DELETE FROM orders"));
  }

  @Test
  void aStatementThatChangesNoRowLogsNothing() {
    assertEquals(List.of(), loggedBy("UPDATE orders SET priority = 5"));
    assertEquals(List.of(), loggedBy("DELETE FROM orders"));
  }

  @Test
  void oneStatementThatChanges10000OrdersOfSeveralStatusesLogsEach() {
    DATABASE.insert(1, 4_000, "PACKAGING");
    DATABASE.insert(4_001, 10_000, "MANUFACTURING_STARTED");

    List<Logged> logged = loggedBy("UPDATE orders SET status = 'SHIPPED'");

    assertEquals(10_000, logged.stream().map(Logged::id).distinct().count());
    assertEquals(
        Set.of(
            new Logged(1L, "PACKAGING", "SHIPPED", 2L),
            new Logged(1L, "MANUFACTURING_STARTED", "SHIPPED", 2L)),
        logged.stream()
            .map(row -> new Logged(1L, row.before(), row.after(), row.version()))
            .collect(Collectors.toSet()));
    assertEquals(10_000, logged.size());
  }

  @Test
  void truncateIsLoggedAsAChangeOfEverything() {
    DATABASE.insert(1, 3, "PACKAGING");

    assertEquals(List.of(new Logged(null, null, null, null)), loggedBy("TRUNCATE orders"));
  }

  @Test
  void copyIsLogged() throws Exception {
    long copied =
        DATABASE
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .getConnection()
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn(
                            "COPY orders (" + COLUMNS + ") FROM STDIN (FORMAT csv)",
                            new StringReader(
                                """
                                7,N-7,PACKAGING,ACME,Gear,1,9.90,EUR,2030-01-01
                                8,N-8,SHIPPED,ACME,Gear,1,9.90,EUR,2030-01-01
                                """)));

    assertEquals(2, copied);
    assertEquals(
        Set.of(new Logged(7L, null, "PACKAGING", 1L), new Logged(8L, null, "SHIPPED", 1L)),
        Set.copyOf(DATABASE.logged()));
  }

  @Test
  void eachActionOfAMergeIsLogged() {
    DATABASE.insert(1, 2, "PACKAGING");

    List<Logged> logged =
        loggedBy(
            """
            MERGE INTO orders o USING (VALUES (1), (2), (3)) AS source (id) ON o.id = source.id
            WHEN MATCHED AND o.id = 1 THEN UPDATE SET status = 'SHIPPED'
            WHEN MATCHED THEN DELETE
            WHEN NOT MATCHED THEN INSERT (%s)
                VALUES (source.id, 'N-3', 'CLOSED', 'ACME', 'Gear', 1, 9.90, 'EUR', now())
            """
                .formatted(COLUMNS));

    assertEquals(
        Set.of(
            new Logged(1L, "PACKAGING", "SHIPPED", 2L),
            new Logged(2L, "PACKAGING", null, 1L),
            new Logged(3L, null, "CLOSED", 1L)),
        Set.copyOf(logged));
    assertEquals(3, logged.size());
  }

  @Test
  void anUpsertIsLoggedByItsEffect() {
    DATABASE.insert(1, 1, "PACKAGING");

    List<Logged> logged =
        loggedBy(
            ("INSERT INTO orders (" + COLUMNS + ") VALUES " + row(1, "SHIPPED"))
                + (", " + row(2, "SHIPPED"))
                + " ON CONFLICT (id) DO UPDATE SET status = excluded.status");

    assertEquals(
        Set.of(new Logged(1L, "PACKAGING", "SHIPPED", 2L), new Logged(2L, null, "SHIPPED", 1L)),
        Set.copyOf(logged));
    assertEquals(2, logged.size());
  }

  @Test
  void aChangedKeyIsLoggedAsADeletionAndAnInsertion() {
    DATABASE.insert(1, 1, "PACKAGING");

    assertEquals(
        Set.of(new Logged(1L, "PACKAGING", null, 1L), new Logged(2L, null, "PACKAGING", 2L)),
        Set.copyOf(loggedBy("UPDATE orders SET id = 2")));
  }

  @Test
  void keysThatChangePlacesAreLoggedWithTheStatusesOfBoth() {
    DATABASE.insert(1, 1, "PACKAGING");
    DATABASE.insert(2, 2, "SHIPPED");
    String key = "ALTER TABLE orders DROP CONSTRAINT orders_pkey, ADD PRIMARY KEY (id)";
    DATABASE.execute(key + " DEFERRABLE");
    try {
      assertEquals(
          Set.of(
              new Logged(1L, "PACKAGING", "SHIPPED", 2L),
              new Logged(2L, "SHIPPED", "PACKAGING", 2L)),
          Set.copyOf(loggedBy("UPDATE orders SET id = 3 - id")));
    } finally {
      DATABASE.execute(key);
    }
  }
}
