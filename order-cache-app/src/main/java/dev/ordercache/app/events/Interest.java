package dev.ordercache.app.events;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.event.Event;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who a client is, and what it wants to be told. A {@code reset} is told to all.
 *
 * @param user the authenticated user, or null if nobody is asked who he is
 * @param changes ids of status changes, or null for all; told of are the user's own only
 * @param orders ids of orders, or null for all
 * @param lists statuses, or null for all
 */
public record Interest(
    @Nullable String user,
    @Nullable Set<Long> changes,
    @Nullable Set<OrderId> orders,
    @Nullable Set<OrderStatus> lists) {

  /** Whose status changes they are if nobody is asked who he is. No user has this name. */
  public static final String ANONYMOUS = "anonymous";

  /** Copies the sets. */
  public Interest {
    changes = changes == null ? null : Set.copyOf(changes);
    orders = orders == null ? null : Set.copyOf(orders);
    lists = lists == null ? null : Set.copyOf(lists);
  }

  /** In everything that this user may be told. */
  public static Interest ofUser(@Nullable String user) {
    return new Interest(user, null, null, null);
  }

  private String principal() {
    return user == null ? ANONYMOUS : user;
  }

  boolean includes(Event event) {
    if (event instanceof Event.OrderChanged order) {
      return orders == null || orders.contains(order.order());
    }
    if (event instanceof Event.ListChanged list) {
      return lists == null || lists.contains(list.status());
    }
    if (event instanceof Event.StatusChanged status) {
      return status.principal().equals(principal())
          && (changes == null || changes.contains(status.change()));
    }
    return true;
  }
}
