package dev.ordercache.consistency;

import dev.ordercache.Order;
import dev.ordercache.OrderPage;
import dev.ordercache.Snapshot;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.relay.RelayedChange;
import java.util.Optional;

/**
 * Determines without the database whether a cached value may be older than a change that touches
 * it. A value is suspicious if it has the order in an older version, or if it was read before the
 * changing statement began: the change should have deleted it. A list that was read during the
 * changing transaction and lacks the order shows neither; only a sample detects it.
 */
final class Mismatch {

  private Mismatch() {}

  static boolean isPossible(RelayedChange relayed, Snapshot<?> shown) {
    OrderChange change = relayed.change();
    if (shown.asOf().isBefore(relayed.loggedAt())) {
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

  /** A deletion has the order's last version, and no value may have the order after it. */
  private static boolean isOlder(Order order, OrderChange change) {
    return change.after() == null
        ? order.version() <= change.version()
        : order.version() < change.version();
  }
}
