package dev.ordercache;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list, read in one snapshot.
 *
 * @param orders in the order of the list
 * @param next where the next page begins, or null if this is the last
 */
public record OrderPage(List<Order> orders, @Nullable Cursor next) {

  /** Keeps a copy of the list. */
  public OrderPage {
    orders = List.copyOf(orders);
  }

  /**
   * The page made of orders that were read with a limit one higher than requested: the extra order
   * shows whether there is a next page.
   */
  public static OrderPage of(PageRequest request, List<Order> limitPlusOne) {
    if (limitPlusOne.size() <= request.limit()) {
      return new OrderPage(limitPlusOne, null);
    }
    Order last = limitPlusOne.get(request.limit() - 1);
    return new OrderPage(
        limitPlusOne.subList(0, request.limit()), Cursor.after(request.sort(), last));
  }

  /**
   * The requested page, cut from this one.
   *
   * @param request for a page that begins where this one does, and is as long or shorter
   */
  public OrderPage cut(PageRequest request) {
    return orders.size() <= request.limit() ? this : of(request, orders);
  }
}
