package dev.ordercache.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.zaxxer.hikari.HikariDataSource;
import dev.ordercache.OrderId;
import dev.ordercache.OrderQuery;
import dev.ordercache.app.embedded.EmbeddedServers;
import dev.ordercache.invalidation.ChangeLog.Leadership;
import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.jdbc.JdbiChangeLog;
import dev.ordercache.jdbc.JdbiOrderQuery;
import dev.ordercache.jdbc.OrdersTable;
import dev.ordercache.jdbc.PostgresDataSources;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The migrations, as Flyway runs them. */
class SchemaTest {

  private final EmbeddedServers servers = EmbeddedServers.start(true, false);
  private final JdbcSettings settings =
      servers
          .jdbc()
          .orElseThrow()
          .withTable(
              OrdersTable.defaults()
                  .withTable("AUFTRAG")
                  .withColumns(Map.of("number", "NR", "status", "Zustand", "due_at", "faellig")));

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

    new Schema(settings).migrate();
    new Schema(settings).migrate();

    try (HikariDataSource pool = PostgresDataSources.pooled(settings);
        JdbiChangeLog log = new JdbiChangeLog(PostgresDataSources.unpooled(settings), settings);
        Leadership leader = log.lead().orElseThrow()) {
      execute("UPDATE \"AUFTRAG\" SET \"Zustand\" = 'SHIPPED'");
      OrderQuery orders = new JdbiOrderQuery(pool, settings);
      assertEquals(2, orders.find(new OrderId(1)).value().orElseThrow().version());
      assertEquals(1, leader.poll(10).changes().size());
    }
  }
}
