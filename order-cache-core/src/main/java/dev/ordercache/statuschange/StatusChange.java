package dev.ordercache.statuschange;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import org.jspecify.annotations.Nullable;

/**
 * A wish to change an order's status.
 *
 * @param order which order
 * @param expectedVersion the version that the caller has seen: nothing happens if it has changed
 *     since
 * @param to the wanted status
 * @param assignee who takes the order, up to 100 characters, or null to leave that as it is
 */
public record StatusChange(
    OrderId order, long expectedVersion, OrderStatus to, @Nullable String assignee) {

  /**
   * @throws IllegalArgumentException if the assignee is empty or too long
   */
  public StatusChange {
    if (assignee != null && (assignee.isBlank() || assignee.length() > 100)) {
      throw new IllegalArgumentException("an assignee has 1 to 100 characters");
    }
  }
}
