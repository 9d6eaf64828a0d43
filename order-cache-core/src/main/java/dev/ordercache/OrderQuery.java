package dev.ordercache;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads orders. The database adapter and {@link dev.ordercache.cacheaside.CacheAsideOrderQuery},
 * the cache in front of a database, both implement it: a caller adopts the cache by replacing one
 * object.
 *
 * <p>Every answer is made from one snapshot of the database. Implementations are safe for use by
 * many threads, and every call ends in finite time.
 */
public interface OrderQuery {

  /**
   * Finds orders by their ids.
   *
   * @param ids at most 1,000
   * @return one answer per id, empty where there is no such order
   * @throws OrderQueryException if the orders cannot be read
   */
  Map<OrderId, Answer<Optional<Order>>> findAll(Set<OrderId> ids);

  /**
   * Reads one page of a list.
   *
   * @throws OrderQueryException if the list cannot be read
   */
  Answer<OrderPage> list(PageRequest request);

  /**
   * Counts the orders in a status.
   *
   * @throws OrderQueryException if they cannot be counted
   */
  Answer<Long> count(OrderStatus status);

  /**
   * Passes the id of every order in these statuses to a consumer, in no particular order, without
   * holding more than a bounded number of them in memory. An exception that the consumer throws
   * ends the stream and is thrown to the caller.
   *
   * @throws OrderQueryException if the ids cannot be read
   */
  void streamIds(Set<OrderStatus> statuses, Consumer<OrderId> consumer);

  /**
   * Finds one order.
   *
   * @return empty if there is no such order
   * @throws OrderQueryException if the order cannot be read
   */
  default Answer<Optional<Order>> find(OrderId id) {
    Answer<Optional<Order>> answer = findAll(Set.of(id)).get(id);
    if (answer == null) {
      throw new OrderQueryException("no answer about order " + id, null);
    }
    return answer;
  }
}
