package dev.ordercache.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.ordercache.OrderId;
import dev.ordercache.OrderQuery;
import dev.ordercache.app.settings.SettingsException;
import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.jdbc.JdbiChangeLog;
import dev.ordercache.jdbc.JdbiOrderQuery;
import dev.ordercache.jdbc.PostgresDataSources;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.plan.OrdersTable;
import dev.ordercache.relay.ChangeLog.Leadership;
import dev.ordercache.servers.EmbeddedServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The migrations, as Flyway runs them. */
class SchemaTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final EmbeddedServers servers = EmbeddedServers.start(true, false);
  private final JdbcSettings settings =
      AppDatabase.of(servers.postgres().orElseThrow())
          .settings()
          .withTimeouts(TIMEOUT, TIMEOUT)
          .withLeaderIdleTimeout(TIMEOUT);
  private final CachePlan plan =
      CachePlan.builder()
          .table(
              OrdersTable.defaults()
                  .withTable("AUFTRAG")
                  .withColumns(Map.of("number", "NR", "status", "Zustand", "due_at", "faellig")))
          .build();

  @AfterEach
  void stop() {
    servers.close();
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = PostgresDataSources.unpooled(settings).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void completeATableWithOtherNamesOnce() throws SQLException {
    execute(
        """
        CREATE TABLE "AUFTRAG" (id int PRIMARY KEY, "NR" text, "Zustand" text, customer text,
            product text, quantity int, price numeric, currency text, faellig timestamptz,
            created_at timestamptz);
        INSERT INTO "AUFTRAG" VALUES (1, 'N-1', 'PACKAGING', 'ACME', 'Gear', 1, 9, 'EUR', now(), now())
        """);

    new Schema(settings, plan.table()).migrate();
    new Schema(settings, plan.table()).migrate();

    try (HikariDataSource pool = PostgresDataSources.pooled(settings);
        JdbiChangeLog log =
            new JdbiChangeLog(PostgresDataSources.unpooled(settings), plan, settings);
        Leadership leader = log.lead().orElseThrow()) {
      execute("UPDATE \"AUFTRAG\" SET \"Zustand\" = 'SHIPPED'");
      OrderQuery orders = new JdbiOrderQuery(pool, plan, settings);
      assertEquals(2, orders.find(new OrderId(1)).value().orElseThrow().version());
      assertEquals(1, leader.poll(10).changes().size());
    }
  }

  private void assertRefused(OrdersTable table, String... parts) {
    Schema schema = new Schema(settings, table);
    String message =
        String.valueOf(assertThrows(SettingsException.class, schema::migrate).getMessage());
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }

  private long tables() throws SQLException {
    try (Connection connection = PostgresDataSources.unpooled(settings).getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Test
  void doNotMakeATableOrColumnsThatAreNamedButNotThere() throws SQLException {
    OrdersTable table = plan.table();
    assertRefused(table, "ORDER_CACHE_TABLE", "no table AUFTRAG;", "upper and lower case");
    assertRefused(OrdersTable.defaults().withColumn("number", "nr"), "no table orders;");
    assertEquals(0, tables());

    execute("CREATE TABLE \"AUFTRAG\" (id int, \"NR\" text, zustand text, customer text)");
    long before = tables();
    assertRefused(table.withTable("Auftrag"), "no table Auftrag;");
    assertRefused(
        table,
        "ORDER_CACHE_COLUMNS: table AUFTRAG has no column Zustand for status;",
        "it has id, NR, zustand, customer, and upper and lower case",
        "no column faellig for due_at");
    assertEquals(before, tables());
  }
}
