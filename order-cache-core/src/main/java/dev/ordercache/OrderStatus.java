package dev.ordercache;

import java.util.regex.Pattern;

/**
 * A status of an order. The set of statuses is data: see {@link Workflow}.
 *
 * @param name 1 to 63 upper-case letters, digits and underscores, beginning with a letter
 */
public record OrderStatus(String name) {

  private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]{0,62}");

  /**
   * @throws IllegalArgumentException if the name is malformed
   */
  public OrderStatus {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a status is 1 to 63 upper-case letters, digits and underscores, beginning with a letter");
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
