package dev.ordercache.statuschange;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import org.jspecify.annotations.Nullable;

/**
 * A request to change an order's status.
 *
 * @param order which order
 * @param expectedVersion the version that the caller has seen: the change is refused if the order
 *     has changed since
 * @param to the requested status
 * @param assignee the new assignee, 1 to 100 characters without control characters, or null for the
 *     default of the workflow's step: the requester if it takes the order, none if it releases it,
 *     and otherwise the present assignee
 */
public record StatusChange(
    OrderId order, long expectedVersion, OrderStatus to, @Nullable String assignee) {

  private static final int LONGEST_ASSIGNEE = 100;

  /**
   * @throws IllegalArgumentException if the assignee is blank, too long, or has characters that
   *     cannot be stored
   */
  public StatusChange {
    if (!mayName(assignee)) {
      throw new IllegalArgumentException(
          "an assignee has 1 to 100 characters, and no control characters");
    }
  }

  /** Whether a change may name this assignee; a table that existed before may have others. */
  static boolean mayName(@Nullable String assignee) {
    return assignee == null || isText(assignee, LONGEST_ASSIGNEE);
  }

  static boolean isText(String text, int longest) {
    return !text.isBlank()
        && text.length() <= longest
        && text.codePoints().allMatch(StatusChange::isPrintable);
  }

  private static boolean isPrintable(int character) {
    int type = Character.getType(character);
    return type != Character.CONTROL && type != Character.SURROGATE; // an unpaired surrogate
  }
}
