package dev.ordercache.consistency;

import dev.ordercache.Order;
import dev.ordercache.OrderPage;
import dev.ordercache.Snapshot;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.relay.CarriedChange;
import java.util.Optional;

/**
 * Tells without the database whether a cached value may be older than a change that touches it. It
 * is suspicious if it shows the order in an older version, or if it was read before the changing
 * statement began: the change should have deleted it. What shows neither, a list read during the
 * changing transaction that lacks the order, only a sample finds.
 */
final class Suspicion {

  private Suspicion() {}

  static boolean isRaised(CarriedChange carried, Snapshot<?> shown) {
    OrderChange change = carried.change();
    if (shown.asOf().isBefore(carried.loggedAt())) {
      return true;
    }
    if (shown.value() instanceof OrderPage page) {
      return page.orders().stream()
          .anyMatch(order -> order.id().equals(change.id()) && isOlder(order, change));
    }
    if (shown.value() instanceof Optional<?> found) {
      return found.orElse(null) instanceof Order order
          ? isOlder(order, change)
          : change.after() != null;
    }
    return false;
  }

  /** A deletion has the last version, and no order is shown after it. */
  private static boolean isOlder(Order order, OrderChange change) {
    return change.after() == null
        ? order.version() <= change.version()
        : order.version() < change.version();
  }
}
