package dev.ordercache.caching;

import java.util.List;
import java.util.stream.Collectors;

/** The servers or the tables do not fit the configuration; nothing was started or changed. */
public final class ConfigurationException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  /**
   * What is wrong.
   *
   * @param name what was configured: {@code jdbcUrl}, {@code directUrl}, {@code database}, {@code
   *     redisUri}, {@code namespace}, {@code table} or {@code columns}
   * @param message what is wrong with it, and what to do
   */
  public record Problem(String name, String message) {

    @Override
    public String toString() {
      return name + ": " + message;
    }
  }

  ConfigurationException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
    this.problems = List.copyOf(problems);
  }

  ConfigurationException(String name, String message) {
    this(List.of(new Problem(name, message)));
  }

  /** All problems found, at least one. */
  public List<Problem> problems() {
    return problems;
  }
}
