package dev.ordercache.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The triggers of a table, switched off and on again within one transaction. Each is restored in
 * its former mode: {@code ENABLE TRIGGER USER} would turn "always" into "not for replicas".
 */
final class TableTriggers {

  private static final String MODES =
      "SELECT format('ALTER TABLE %s ENABLE %s TRIGGER %I', tgrelid::regclass,"
          + " CASE tgenabled WHEN 'A' THEN 'ALWAYS' WHEN 'R' THEN 'REPLICA' ELSE '' END, tgname)"
          + " FROM pg_trigger"
          + " WHERE tgrelid = ?::regclass AND NOT tgisinternal AND tgenabled <> 'D'";

  private final List<String> restore;

  private TableTriggers(List<String> restore) {
    this.restore = restore;
  }

  /** Switches off all triggers but those of constraints, until {@link #restore} or a rollback. */
  static TableTriggers disable(Connection connection, String table) throws SQLException {
    List<String> restore = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(MODES)) {
      statement.setString(1, table);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          restore.add(rows.getString(1));
        }
      }
    }
    execute(connection, "ALTER TABLE " + table + " DISABLE TRIGGER USER");
    return new TableTriggers(restore);
  }

  void restore(Connection connection) throws SQLException {
    for (String statement : restore) {
      execute(connection, statement);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
