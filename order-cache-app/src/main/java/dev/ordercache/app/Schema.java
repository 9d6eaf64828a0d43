package dev.ordercache.app;

import dev.ordercache.app.settings.SettingsException;
import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.jdbc.PoolerCheck;
import dev.ordercache.jdbc.PostgresDataSources;
import dev.ordercache.jdbc.PostgresVersion;
import dev.ordercache.plan.OrdersTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Creates or completes the tables at the start. */
final class Schema {

  /**
   * Longer than the readers' timeout: at the start the machine is busy, and no reader waits yet.
   */
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private static final String UNPREPARED = "cannot prepare the database (ORDER_CACHE_JDBC_URL)";

  private static final Set<String> ADDED_COLUMNS =
      Set.of("version", "priority", "assignee", "updated_at");

  private static final String COLUMNS =
      """
      SELECT attname
      FROM pg_attribute
      JOIN pg_class ON pg_class.oid = attrelid
      JOIN pg_namespace ON pg_namespace.oid = relnamespace
      WHERE nspname = current_schema() AND relname = ? AND relkind IN ('r', 'p')
        AND attnum > 0 AND NOT attisdropped
      ORDER BY attnum
      """;

  private final OrdersTable table;
  private final DataSource connections;

  Schema(JdbcSettings database, OrdersTable table) {
    this.table = table;
    connections = PostgresDataSources.unpooled(database.withTimeouts(CONNECT_TIMEOUT, TIMEOUT));
  }

  /**
   * Runs the migrations that were not run before; they add only what is missing.
   *
   * @throws SettingsException if PostgreSQL is too old or behind a pooler, or if the settings name
   *     a table or columns that do not exist
   * @throws IllegalStateException if the database cannot be reached or does not allow it
   */
  void migrate() {
    requireServer();
    if (!table.equals(OrdersTable.defaults())) {
      requireTable();
    }
    try {
      Flyway.configure()
          .dataSource(connections)
          .locations("classpath:dev/ordercache/jdbc/migration")
          .placeholders(table.placeholders())
          .table("order_cache_schema_history")
          .baselineOnMigrate(true)
          .baselineVersion("0")
          .load()
          .migrate();
    } catch (FlywayException e) {
      // Flyway repeats its cause in a frame of dashes
      throw new IllegalStateException(
          UNPREPARED, e.getCause() instanceof SQLException cause ? cause : e);
    }
  }

  private void requireServer() {
    String setting = "ORDER_CACHE_JDBC_URL: ";
    try (Connection connection = connections.getConnection()) {
      PostgresVersion.check(connection);
      setting = "ORDER_CACHE_JDBC_DIRECT_URL: ";
      PoolerCheck.requireNone(connection);
    } catch (SQLException e) {
      throw new IllegalStateException(UNPREPARED, e);
    } catch (IllegalStateException e) {
      throw new SettingsException(List.of(setting + e.getMessage()));
    }
  }

  /**
   * The settings must name an existing table: for a misspelt name, an empty table would be created
   * and served.
   */
  private void requireTable() {
    List<String> present = columns();
    if (present.isEmpty()) {
      throw new SettingsException(
          List.of(
              "ORDER_CACHE_TABLE: there is no table %s; upper and lower case matter"
                  .formatted(table.table())));
    }
    List<String> problems = new ArrayList<>();
    table
        .columns()
        .forEach(
            (standard, name) -> {
              if (!ADDED_COLUMNS.contains(standard) && !present.contains(name)) {
                problems.add(
                    ("ORDER_CACHE_COLUMNS: table %s has no column %s for %s; it has %s,"
                            + " and upper and lower case matter")
                        .formatted(table.table(), name, standard, String.join(", ", present)));
              }
            });
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
  }

  /** The columns in the schema that the migrations use; none if the table does not exist. */
  private List<String> columns() {
    try (Connection connection = connections.getConnection();
        PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
      statement.setString(1, table.table());
      List<String> names = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          names.add(rows.getString(1));
        }
      }
      return names;
    } catch (SQLException e) {
      throw new IllegalStateException("the table of orders cannot be looked up", e);
    }
  }

  /** Connections as the owner of the tables, for statements that take long. */
  DataSource connections() {
    return connections;
  }
}
