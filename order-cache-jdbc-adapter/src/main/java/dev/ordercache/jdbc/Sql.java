package dev.ordercache.jdbc;

import dev.ordercache.plan.OrdersTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jdbi.v3.core.result.ResultSetScanner;

/**
 * The statements, each in a resource file of its own whose comment says what it promises. The files
 * have placeholders for the table of orders and its columns, and for files that are part of several
 * statements.
 */
final class Sql {

  private static final Pattern PART = Pattern.compile("\\$\\{([a-z-]+\\.sql)}");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");

  private Sql() {}

  /** Reads a statement that does not name the orders. */
  static String read(String name) {
    return fill(resource(name + ".sql"), Map.of());
  }

  /** Reads a statement, with the names of a table of orders. */
  static String read(String name, OrdersTable table) {
    return fill(resource(name + ".sql"), table.placeholders());
  }

  /**
   * Reads the settings that statements need, or a statement that contains them.
   *
   * @param local whether they apply to a transaction instead of a session
   */
  static String read(String name, JdbcSettings settings, boolean local) {
    Map<String, String> values =
        Map.of(
            "timeout", Long.toString(settings.queryTimeout().toMillis()),
            "local", Boolean.toString(local));
    return fill(resource(name + ".sql"), values);
  }

  /**
   * Fills in all placeholders.
   *
   * @throws IllegalStateException if a placeholder has no value
   */
  static String fill(String sql, Map<String, String> placeholders) {
    return PLACEHOLDER
        .matcher(sql)
        .replaceAll(
            found -> {
              String value = placeholders.get(found.group(1));
              if (value == null) {
                throw new IllegalStateException("there is no value for " + found.group());
              }
              return Matcher.quoteReplacement(value);
            });
  }

  /** Reads the rows of a result. */
  interface Reader<T> {
    T read(ResultSet rows) throws SQLException;
  }

  /**
   * Reads a whole result, and closes its statement, which Jdbi leaves to the scanner. The driver
   * has the server prepare a statement that is closed and run again; one that is not closed is
   * planned each time.
   */
  static <T> ResultSetScanner<T> whole(Reader<T> reader) {
    return (rows, context) -> {
      try (context) {
        return reader.read(rows.get());
      }
    };
  }

  /** Reads a file with its parts, without comments, which the server does not need. */
  private static String resource(String file) {
    try (InputStream in = Sql.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + file);
      }
      String sql =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("--"))
              .collect(Collectors.joining("\n"));
      return PART.matcher(sql)
          .replaceAll(found -> Matcher.quoteReplacement(resource(found.group(1))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
