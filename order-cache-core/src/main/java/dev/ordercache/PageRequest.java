package dev.ordercache;

import org.jspecify.annotations.Nullable;

/**
 * Which page of which list is wanted.
 *
 * @param status the orders in this status
 * @param sort in this order
 * @param limit at most so many, 1 to {@value #MAX_LIMIT}
 * @param after beginning after this place, or null for the first page
 */
public record PageRequest(OrderStatus status, OrderSort sort, int limit, @Nullable Cursor after) {

  /** The most orders that one page holds. */
  public static final int MAX_LIMIT = 200;

  /**
   * @throws IllegalArgumentException if the limit is out of range or the cursor is of another sort
   */
  public PageRequest {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("a limit is 1 to " + MAX_LIMIT + ", not " + limit);
    }
    if (after != null && after.sort() != sort) {
      throw new IllegalArgumentException(
          "a cursor of the sort " + after.sort().code() + " does not continue " + sort.code());
    }
  }

  /** The first page of a list. */
  public static PageRequest first(OrderStatus status, OrderSort sort, int limit) {
    return new PageRequest(status, sort, limit, null);
  }
}
