package dev.ordercache.statuschange;

import dev.ordercache.OrderId;
import org.jspecify.annotations.Nullable;

/**
 * A status change as somebody asks for it.
 *
 * @param change what is to be changed
 * @param principal who asks, 1 to 200 characters, none of them a control character
 * @param idempotencyKey names this wish among all of the principal's, as long: asked for again
 *     under the same key, it is still one change
 * @param undoes the change whose effect is to be taken back, or null for an ordinary change
 */
public record Submission(
    StatusChange change, String principal, String idempotencyKey, @Nullable Long undoes) {

  private static final int MAX_LENGTH = 200;

  /**
   * @throws IllegalArgumentException if the principal or the key is not as described
   */
  public Submission {
    require("a principal", principal);
    require("an idempotency key", idempotencyKey);
  }

  /** An ordinary change. */
  public Submission(StatusChange change, String principal, String idempotencyKey) {
    this(change, principal, idempotencyKey, null);
  }

  /** The order that is to be changed. */
  public OrderId order() {
    return change.order();
  }

  /** Whether a text may name a principal or a wish. */
  public static boolean isName(String text) {
    return !text.isBlank()
        && text.length() <= MAX_LENGTH
        && text.codePoints().allMatch(StatusChange::isPrintable);
  }

  private static void require(String what, String text) {
    if (!isName(text)) {
      throw new IllegalArgumentException(
          what + " has 1 to " + MAX_LENGTH + " characters, without control characters");
    }
  }
}
