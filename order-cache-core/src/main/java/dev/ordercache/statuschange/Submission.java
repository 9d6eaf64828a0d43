package dev.ordercache.statuschange;

import dev.ordercache.OrderId;
import org.jspecify.annotations.Nullable;

/**
 * A status change as a principal requests it.
 *
 * @param change the requested change
 * @param principal the requester, who is assigned an order that is taken, 1 to 100 characters
 *     without control characters
 * @param idempotencyKey identifies this request among all of the principal's, 1 to 200 such
 *     characters: submitted again under the same key, it is still one change
 * @param undoes the change to undo, or null for an ordinary change
 */
public record Submission(
    StatusChange change, String principal, String idempotencyKey, @Nullable Long undoes) {

  private static final int LONGEST_KEY = 200;

  /**
   * @throws IllegalArgumentException if the principal or the key is not as described
   */
  public Submission {
    if (!isPrincipal(principal)) {
      throw new IllegalArgumentException(
          "a principal has 1 to 100 characters, and no control characters");
    }
    if (!StatusChange.isText(idempotencyKey, LONGEST_KEY)) {
      throw new IllegalArgumentException(
          "an idempotency key has 1 to 200 characters, and no control characters");
    }
  }

  /** An ordinary change. */
  public Submission(StatusChange change, String principal, String idempotencyKey) {
    this(change, principal, idempotencyKey, null);
  }

  /** The order that is to be changed. */
  public OrderId order() {
    return change.order();
  }

  /** Whether a text may name a principal. */
  public static boolean isPrincipal(String text) {
    return StatusChange.mayName(text);
  }
}
