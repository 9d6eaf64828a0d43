package dev.ordercache.app.events;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.event.Event;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The user of a client, and the events that it subscribes to. Every client receives a {@code
 * reset}.
 *
 * @param user the authenticated user, or null without authentication
 * @param changes ids of status changes, or null for all; only the user's own are sent
 * @param orders ids of orders, or null for all
 * @param lists statuses, or null for all
 */
public record EventFilter(
    @Nullable String user,
    @Nullable Set<Long> changes,
    @Nullable Set<OrderId> orders,
    @Nullable Set<OrderStatus> lists) {

  /** The principal of status changes without authentication. No user has this name. */
  public static final String ANONYMOUS = "anonymous";

  /** Copies the sets. */
  public EventFilter {
    changes = changes == null ? null : Set.copyOf(changes);
    orders = orders == null ? null : Set.copyOf(orders);
    lists = lists == null ? null : Set.copyOf(lists);
  }

  /** A filter for all events that this user may receive. */
  public static EventFilter ofUser(@Nullable String user) {
    return new EventFilter(user, null, null, null);
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
