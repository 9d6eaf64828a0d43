package dev.ordercache.statuschange;

import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import java.time.Instant;
import java.util.Set;

/** What the caller of a status change is told. */
public sealed interface StatusChangeResult {

  /**
   * Made and committed.
   *
   * @param from the status before
   * @param order the order after it
   * @param invalidated whether every reader sees it from now on. If not, the cache could not be
   *     reached: the relay invalidates it when it can be, and until then readers may see the order
   *     as it was, for the staleness bound at most.
   */
  record Applied(OrderStatus from, Order order, boolean invalidated)
      implements StatusChangeResult {}

  /** There is no such order. */
  record UnknownOrder(OrderId id) implements StatusChangeResult {}

  /** Somebody else has changed the order since the version that the caller has seen. */
  record StaleVersion(Order current) implements StatusChangeResult {}

  /** The workflow does not lead there; {@code allowed} is where it leads. */
  record NotAllowed(Order current, Set<OrderStatus> allowed) implements StatusChangeResult {}

  /**
   * Somebody else was faster to take the order.
   *
   * @param assignee who has it now
   * @param since when the order was last changed
   */
  record Taken(OrderId id, String assignee, Instant since) implements StatusChangeResult {}
}
