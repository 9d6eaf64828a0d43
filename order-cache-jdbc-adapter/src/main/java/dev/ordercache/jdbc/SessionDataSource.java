package dev.ordercache.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.ds.PGSimpleDataSource;

/** Gives each session its settings by a statement: poolers refuse them as a startup parameter. */
final class SessionDataSource extends PGSimpleDataSource {

  private static final long serialVersionUID = 1L;

  private final String session;

  SessionDataSource(JdbcSettings settings) {
    session = "SELECT " + Sql.read("session", settings, false);
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    Connection connection = super.getConnection(user, password);
    try (Statement statement = connection.createStatement()) {
      statement.execute(session);
      return connection;
    } catch (SQLException e) {
      try (connection) {
        throw e;
      }
    }
  }
}
