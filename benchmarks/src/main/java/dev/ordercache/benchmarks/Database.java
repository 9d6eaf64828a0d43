package dev.ordercache.benchmarks;

import dev.ordercache.jdbc.JdbcSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** The orders, read and changed by SQL. */
final class Database implements AutoCloseable {

  private final Connection connection;

  Database(JdbcSettings settings) throws SQLException {
    Properties login = new Properties();
    login.setProperty("user", String.valueOf(settings.user()));
    login.setProperty("password", String.valueOf(settings.password()));
    connection = DriverManager.getConnection(settings.url(), login);
  }

  int update(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }

  long number(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** Reads every column of every row through a cursor, and returns the number of rows. */
  int readAll(String sql) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(1_000);
      int count = 0;
      try (ResultSet rows = statement.executeQuery(sql)) {
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
          for (int column = 1; column <= columns; column++) {
            rows.getObject(column);
          }
          count++;
        }
      }
      return count;
    } finally {
      connection.commit();
      connection.setAutoCommit(true);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
