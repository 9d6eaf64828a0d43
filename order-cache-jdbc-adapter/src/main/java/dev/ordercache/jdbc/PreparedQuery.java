package dev.ordercache.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jspecify.annotations.Nullable;

/**
 * A query with named parameters that is prepared once, for one that is asked many times a second:
 * each time anew, Jdbi takes longer to prepare it than the server takes to answer it. It has no
 * timeout but that of its session, and is closed with it. Used by one thread.
 */
final class PreparedQuery {

  private final PreparedStatement statement;
  private final List<String> names;

  /** Prepares it in a session. */
  PreparedQuery(Handle session, String sql) throws SQLException {
    try (Query query = session.createQuery(sql)) {
      var parsed =
          session.getConfig(SqlStatements.class).getSqlParser().parse(sql, query.getContext());
      names = parsed.getParameters().getParameterNames();
      statement = session.getConnection().prepareStatement(parsed.getSql());
    }
  }

  /** Reads the rows, with parameters that are text, arrays of text, whole numbers or null. */
  <T> T read(Map<String, @Nullable Object> parameters, Sql.Reader<T> reader) throws SQLException {
    Connection session = statement.getConnection();
    for (int i = 0; i < names.size(); i++) {
      Object value = parameters.get(names.get(i));
      statement.setObject(
          i + 1, value instanceof String[] texts ? session.createArrayOf("text", texts) : value);
    }
    try (ResultSet rows = statement.executeQuery()) {
      return reader.read(rows);
    }
  }
}
