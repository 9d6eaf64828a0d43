package dev.ordercache.jdbc;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a server executed a statement.
 *
 * @param statement the statement's text, in which any run of white space is a blank and any
 *     parameter a question mark
 * @param plan as EXPLAIN prints it
 */
record StatementPlan(String statement, String plan) {

  private static final Pattern COST = Pattern.compile("\\(cost=[0-9.]+\\.\\.([0-9.]+) ");
  private static final Pattern NODE =
      Pattern.compile(
          "\n\t( *(?:->  )?)(\\S[^\n]*)  \\(cost=[^\n]*((?:\n(?![^\n]*\\(cost=)[^\n]*)*)");
  private static final Pattern SCAN =
      Pattern.compile(
          "(?:Parallel )?(?:Seq|Index|Index Only) Scan(?: Backward)?(?: using \\S+)? on (\\w+)");

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

  /** The text of a resource, in the form of {@link #statement}. */
  static String normal(String sql) {
    return sql.replaceAll("(?<!:):[a-z_]+", "?")
        .replaceAll("\\$\\d+", "?")
        .replaceAll("\\s+", " ")
        .strip();
  }

  /** The cost that the planner estimated, in its units. */
  double cost() {
    Matcher cost = COST.matcher(plan);
    cost.find();
    return Double.parseDouble(cost.group(1));
  }

  /** Whether the server compiled it. */
  boolean isCompiled() {
    return plan.contains("\tJIT:");
  }

  /** The tables that it reads completely, even if in the order of an index. */
  Set<String> whole() {
    Set<String> whole = new HashSet<>();
    Deque<Node> ancestors = new ArrayDeque<>();
    Matcher found = NODE.matcher(plan);
    while (found.find()) {
      Node node = new Node(found.group(1).length(), found.group(2), found.group(3));
      while (!ancestors.isEmpty() && ancestors.peek().depth() >= node.depth()) {
        ancestors.pop();
      }
      Matcher scan = SCAN.matcher(node.text());
      if (scan.lookingAt()
          && !node.details().contains("Index Cond:")
          && ancestors.stream().noneMatch(above -> above.text().startsWith("Limit"))) {
        whole.add(scan.group(1));
      }
      ancestors.push(node);
    }
    return whole;
  }

  /**
   * A step of a plan.
   *
   * @param depth how far its line is indented
   * @param details the lines below it, up to the next step
   */
  private record Node(int depth, String text, String details) {}
}
