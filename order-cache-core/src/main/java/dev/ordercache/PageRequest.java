package dev.ordercache;

import org.jspecify.annotations.Nullable;

/**
 * A request for one page of a list.
 *
 * @param status the orders in this status
 * @param sort the sort of the list
 * @param limit the maximum number of orders, 1 to {@value #MAX_LIMIT}
 * @param after the place after which the page begins, or null for the first page
 */
public record PageRequest(OrderStatus status, OrderSort sort, int limit, @Nullable Cursor after) {

  /** The maximum number of orders in one page. */
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

  /**
   * The first page of a list, by due date.
   *
   * @throws IllegalArgumentException if the status is malformed or the limit out of range
   */
  public static PageRequest first(String status, int limit) {
    return first(new OrderStatus(status), OrderSort.DUE, limit);
  }

  /** The first page of a list. */
  public static PageRequest first(OrderStatus status, OrderSort sort, int limit) {
    return new PageRequest(status, sort, limit, null);
  }
}
