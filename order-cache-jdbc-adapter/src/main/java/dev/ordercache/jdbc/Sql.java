package dev.ordercache.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The statements, each in a resource file of its own that says what it promises. The table of
 * orders and its columns have placeholders there.
 */
final class Sql {

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
   * Fills in all placeholders.
   *
   * @throws IllegalStateException if there is one that has no value
   */
  static String fill(String sql, Map<String, String> placeholders) {
    return PLACEHOLDER
        .matcher(sql)
        .replaceAll(
            found -> {
              String value = placeholders.get(found.group(1));
              if (value == null) {
                throw new IllegalStateException("nothing is known to put for " + found.group());
              }
              return Matcher.quoteReplacement(value);
            });
  }

  /** A file without its comment, which the server need not see. */
  private static String resource(String file) {
    try (InputStream in = Sql.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("--"))
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
