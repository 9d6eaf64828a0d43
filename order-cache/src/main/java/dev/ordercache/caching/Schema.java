package dev.ordercache.caching;

import dev.ordercache.caching.ConfigurationException.Problem;
import dev.ordercache.jdbc.JdbiChangeLog;
import dev.ordercache.jdbc.PoolerCheck;
import dev.ordercache.jdbc.PostgresVersion;
import dev.ordercache.plan.OrdersTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Creates or completes the tables, or only checks the server. */
final class Schema {

  private static final String UNPREPARED = "cannot prepare the database";

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

  /** Uses connections to the server itself, which allow a migration the time that it needs. */
  Schema(DataSource connections, OrdersTable table) {
    this.table = table;
    this.connections = connections;
  }

  /**
   * Runs the migrations that were not run before; they add only what is missing.
   *
   * @throws ConfigurationException if PostgreSQL is too old, behind a pooler or reached through a
   *     pool, or if the plan names a table or columns that do not exist
   * @throws IllegalStateException if the database cannot be reached or does not allow it
   */
  void migrate() {
    requireServer();
    if (!table.equals(OrdersTable.defaults())) {
      requireTable();
    }
    try {
      Flyway.configure(JdbiChangeLog.class.getClassLoader()) // not the calling thread's
          .failOnMissingLocations(true)
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

  /**
   * Checks the server only.
   *
   * @throws ConfigurationException if PostgreSQL is too old, behind a pooler or reached through a
   *     pool
   * @throws IllegalStateException if the database cannot be reached
   */
  void requireServer() {
    String name = "jdbcUrl";
    try {
      try (Connection connection = connections.getConnection()) {
        PostgresVersion.check(connection);
      }
      name = "directUrl";
      PoolerCheck.requireNone(connections);
    } catch (SQLException e) {
      throw new IllegalStateException(UNPREPARED, e);
    } catch (IllegalStateException e) {
      throw new ConfigurationException(name, String.valueOf(e.getMessage()));
    }
  }

  /**
   * The plan must name an existing table: for a misspelt name, an empty table would be created and
   * served.
   */
  private void requireTable() {
    List<String> present = columns();
    if (present.isEmpty()) {
      throw new ConfigurationException(
          "table", "there is no table %s; upper and lower case matter".formatted(table.table()));
    }
    List<Problem> problems = new ArrayList<>();
    table
        .columns()
        .forEach(
            (standard, name) -> {
              if (!ADDED_COLUMNS.contains(standard) && !present.contains(name)) {
                problems.add(
                    new Problem(
                        "columns",
                        ("table %s has no column %s for %s; it has %s,"
                                + " and upper and lower case matter")
                            .formatted(table.table(), name, standard, String.join(", ", present))));
              }
            });
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
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
}
