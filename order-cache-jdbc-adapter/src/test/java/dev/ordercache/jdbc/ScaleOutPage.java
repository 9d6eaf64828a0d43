package dev.ordercache.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code docs/scale-out.md} specifies about the connector and the table. */
final class ScaleOutPage {

  private static final Pattern ENTRY = Pattern.compile("\"([a-z.]+)\": \"([^\"]*)\"");
  private static final Pattern PLACEMENT = Pattern.compile("([a-z_]+):envelope:([a-zA-Z]+)");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([a-z_]+)` \\| `([a-z]+)`(, null)? \\| ([^|]+) \\|");

  private final String text;
  private final Map<String, String> connector;

  ScaleOutPage() {
    try {
      text = Files.readString(Path.of("../docs/scale-out.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    connector =
        ENTRY
            .matcher(block("json"))
            .results()
            .collect(Collectors.toMap(entry -> entry.group(1), entry -> entry.group(2)));
  }

  /** The statements for PostgreSQL. */
  List<String> statements() {
    return Stream.of(block("sql").split(";")).filter(statement -> !statement.isBlank()).toList();
  }

  /** A setting of the connector. */
  String connector(String name) {
    String value = connector.get(name);
    if (value == null) {
      throw new AssertionError(name + " is not in the page");
    }
    return value;
  }

  /** A setting of the event router. */
  String router(String name) {
    return connector("transforms.outbox." + name);
  }

  /** By column: where the connector's settings put it. */
  Map<String, String> routed() {
    Map<String, String> places = new HashMap<>();
    places.put(router("table.field.event.id"), "header `id`");
    places.put(router("table.field.event.key"), "the key");
    places.put(router("table.field.event.payload"), "`payload`");
    PLACEMENT
        .matcher(router("table.fields.additional.placement"))
        .results()
        .forEach(column -> places.put(column.group(1), "`" + column.group(2) + "`"));
    return places;
  }

  /** By column: where the contract specifies it to be. */
  Map<String, String> places() {
    return rows().collect(Collectors.toMap(row -> row.group(1), row -> row.group(4)));
  }

  /** The contract's columns, each with its type, and with "null" where it may be. */
  List<String> columns() {
    return rows()
        .map(row -> row.group(1) + " " + row.group(2) + (row.group(3) == null ? "" : ", null"))
        .toList();
  }

  private Stream<MatchResult> rows() {
    return ROW.matcher(text).results();
  }

  private String block(String language) {
    String fence = "```";
    int start = text.indexOf(fence + language) + fence.length() + language.length();
    return text.substring(start, text.indexOf(fence, start));
  }
}
