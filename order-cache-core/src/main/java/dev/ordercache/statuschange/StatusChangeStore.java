package dev.ordercache.statuschange;

import dev.ordercache.Order;
import dev.ordercache.OrderStatus;
import dev.ordercache.invalidation.OrderChange;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where statuses are changed: the database of the orders. Safe for use by many threads. */
public interface StatusChangeStore {

  /**
   * Changes an order's status if it has the expected version and one of the allowed statuses, in
   * one transaction that is committed when this returns.
   *
   * @param from the statuses that the order may come from
   * @throws StatusChangeException if the database can not be reached or does not answer in time;
   *     the change may yet have been made
   */
  Outcome apply(StatusChange change, Set<OrderStatus> from);

  /** What became of a change. */
  sealed interface Outcome {

    /**
     * Made and committed.
     *
     * @param change what has to be invalidated
     * @param order the order after it
     */
    record Applied(OrderChange change, Order order) implements Outcome {}

    /**
     * Not made, because the order was not as expected.
     *
     * @param current the order as it is, or null if there is none
     */
    record Refused(@Nullable Order current) implements Outcome {

      /** The order as it is, if there is one. */
      public Optional<Order> order() {
        return Optional.ofNullable(current);
      }
    }
  }
}
