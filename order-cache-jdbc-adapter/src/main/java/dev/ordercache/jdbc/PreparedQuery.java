package dev.ordercache.jdbc;

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
 * A query with named parameters that is prepared once, at its first use. It is for queries that run
 * many times a second: Jdbi takes longer to prepare such a query anew than the server takes to
 * answer it. It has no timeout but that of its session, and is closed with it. Used by one thread.
 */
final class PreparedQuery {

  private final Handle session;
  private final String sql;
  private List<String> names = List.of();
  private @Nullable PreparedStatement prepared;

  PreparedQuery(Handle session, String sql) {
    this.session = session;
    this.sql = sql;
  }

  /** Reads the rows, with parameters that are text, arrays of text, whole numbers or null. */
  <T> T read(Map<String, @Nullable Object> parameters, Sql.Reader<T> reader) throws SQLException {
    PreparedStatement statement = prepared == null ? prepare() : prepared;
    for (int i = 0; i < names.size(); i++) {
      Object value = parameters.get(names.get(i));
      statement.setObject(
          i + 1,
          value instanceof String[] texts
              ? session.getConnection().createArrayOf("text", texts)
              : value);
    }
    try (ResultSet rows = statement.executeQuery()) {
      return reader.read(rows);
    }
  }

  private PreparedStatement prepare() throws SQLException {
    try (Query query = session.createQuery(sql)) {
      var parsed =
          session.getConfig(SqlStatements.class).getSqlParser().parse(sql, query.getContext());
      names = parsed.getParameters().getParameterNames();
      PreparedStatement statement = session.getConnection().prepareStatement(parsed.getSql());
      prepared = statement;
      return statement;
    }
  }
}
