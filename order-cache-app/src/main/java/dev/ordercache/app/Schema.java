package dev.ordercache.app;

import dev.ordercache.app.demo.DemoOrders;
import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.jdbc.PostgresDataSources;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** The tables: made, or completed, at the start. */
final class Schema {

  /** Longer than readers wait: at the start the machine is busy, and nobody waits yet. */
  private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(10);

  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final DataSource connections;

  Schema(JdbcSettings database) {
    connections = PostgresDataSources.unpooled(database.withTimeouts(CONNECT_PATIENCE, PATIENCE));
  }

  /**
   * Runs the migrations that were not run before; they add only what is missing.
   *
   * @throws IllegalStateException if the database can not be reached or does not allow it
   */
  void migrate() {
    try {
      Flyway.configure()
          .dataSource(connections)
          .locations("classpath:dev/ordercache/jdbc/migration")
          .table("order_cache_schema_history")
          .baselineOnMigrate(true)
          .baselineVersion("0")
          .load()
          .migrate();
    } catch (FlywayException e) {
      // Flyway repeats its cause in a frame of dashes
      throw new IllegalStateException(
          "can not prepare the database (ORDER_CACHE_JDBC_URL)",
          e.getCause() instanceof SQLException cause ? cause : e);
    }
  }

  void loadDemoOrders(int count) {
    if (count > 0) {
      try {
        new DemoOrders(connections, Clock.systemUTC()).load(count);
      } catch (SQLException e) {
        throw new IllegalStateException("the demonstration orders can not be loaded", e);
      }
    }
  }
}
