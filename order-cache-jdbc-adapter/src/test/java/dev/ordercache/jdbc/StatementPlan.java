package dev.ordercache.jdbc;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a server executed a statement.
 *
 * @param statement the statement's text, in which any run of white space is a blank and any
 *     parameter a question mark
 * @param plan as EXPLAIN prints it
 */
record StatementPlan(String statement, String plan) {

  private static final Pattern COST = Pattern.compile("\\(cost=[0-9.]+\\.\\.([0-9.]+) ");
  private static final Pattern SEQUENTIAL = Pattern.compile("Seq Scan on (\\w+)");

  /** Reads what auto_explain has written, from the statement on. */
  static StatementPlan read(String entry) {
    Matcher cost = COST.matcher(entry);
    if (!cost.find()) {
      throw new IllegalArgumentException("a plan without a cost: " + entry);
    }
    int plan = entry.lastIndexOf('\n', cost.start());
    String statement = entry.substring(0, plan).replaceFirst("^\\s*Query Text: ", "");
    return new StatementPlan(normal(statement), entry.substring(plan));
  }

  /** The text of a resource, as {@link #statement} has it. */
  static String normal(String sql) {
    return sql.replaceAll("(?<!:):[a-z_]+", "?")
        .replaceAll("\\$\\d+", "?")
        .replaceAll("\\s+", " ")
        .strip();
  }

  /** What the planner thought it would cost, in its units. */
  double cost() {
    Matcher cost = COST.matcher(plan);
    cost.find();
    return Double.parseDouble(cost.group(1));
  }

  /** Whether the server compiled it. */
  boolean isCompiled() {
    return plan.contains("\tJIT:");
  }

  /** The tables that it reads from one end to the other. */
  Set<String> sequential() {
    return SEQUENTIAL
        .matcher(plan)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toSet());
  }
}
