package dev.ordercache.plan;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names of the table of orders and of its columns, for a table that already exists. A name is 1
 * to 63 letters of ASCII, digits and underscores, does not start with a digit, and is written as in
 * {@code pg_attribute}: {@code Status} and {@code status} are two columns.
 *
 * @param table the name of the table, without a schema
 * @param columns the columns' names by their standard names, which are {@code id}, {@code number},
 *     {@code status}, {@code version}, {@code customer}, {@code product}, {@code quantity}, {@code
 *     price}, {@code currency}, {@code priority}, {@code assignee}, {@code due_at}, {@code
 *     created_at} and {@code updated_at}; a column that is left out has its standard name
 */
public record OrdersTable(String table, Map<String, String> columns) {

  private static final List<String> STANDARD =
      List.of(
          "id",
          "number",
          "status",
          "version",
          "customer",
          "product",
          "quantity",
          "price",
          "currency",
          "priority",
          "assignee",
          "due_at",
          "created_at",
          "updated_at");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");

  /**
   * Adds the columns that are left out.
   *
   * @throws IllegalArgumentException if a name is malformed, a standard name is unknown, or two
   *     columns have the same name
   */
  public OrdersTable {
    requireName("table", table);
    for (String standard : columns.keySet()) {
      if (!STANDARD.contains(standard)) {
        throw new IllegalArgumentException(
            "orders have no column %s, they have %s"
                .formatted(standard, String.join(", ", STANDARD)));
      }
    }
    Map<String, String> complete = new LinkedHashMap<>();
    Set<String> names = new HashSet<>();
    for (String standard : STANDARD) {
      String name = columns.getOrDefault(standard, standard);
      requireName("column " + standard, name);
      if (!names.add(name)) {
        throw new IllegalArgumentException("two columns of orders have the name " + name);
      }
      complete.put(standard, name);
    }
    columns = Collections.unmodifiableMap(complete);
  }

  /** {@code orders}, with the standard names. */
  public static OrdersTable defaults() {
    return new OrdersTable("orders", Map.of());
  }

  /** These columns in another table. */
  public OrdersTable withTable(String name) {
    return new OrdersTable(name, columns);
  }

  /**
   * This table with another name for one column.
   *
   * @throws IllegalArgumentException as the constructor
   */
  public OrdersTable withColumn(String standardName, String name) {
    return withColumns(Map.of(standardName, name));
  }

  /**
   * This table with other names for some columns; columns may also swap their names.
   *
   * @throws IllegalArgumentException as the constructor
   */
  public OrdersTable withColumns(Map<String, String> names) {
    Map<String, String> all = new HashMap<>(columns);
    all.putAll(names);
    return new OrdersTable(table, all);
  }

  /**
   * The values of the migrations' placeholders, in Flyway's form: {@code ${orders}} is the table,
   * {@code ${due_at}} a column, and so on, each as a quoted identifier.
   */
  public Map<String, String> placeholders() {
    Map<String, String> placeholders = new LinkedHashMap<>();
    placeholders.put("orders", quoted(table));
    columns.forEach((standard, name) -> placeholders.put(standard, quoted(name)));
    return placeholders;
  }

  /** The table, and the columns whose names are not the standard ones. */
  @Override
  public String toString() {
    return columns.entrySet().stream()
        .filter(column -> !column.getKey().equals(column.getValue()))
        .map(column -> column.getKey() + "=" + column.getValue())
        .collect(Collectors.joining(", ", table + "[", "]"));
  }

  private static String quoted(String name) {
    return '"' + name + '"';
  }

  private static void requireName(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          ("the name of the %s must be 1 to 63 letters, digits and underscores,"
                  + " not starting with a digit")
              .formatted(what));
    }
  }
}
