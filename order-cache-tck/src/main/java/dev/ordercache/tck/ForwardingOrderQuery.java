package dev.ordercache.tck;

import dev.ordercache.Answer;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderQuery;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Forwards every read to another query: a decorator extends this class and overrides only the reads
 * that it changes. Each read is forwarded as it is, so {@link #find} does not pass through an
 * overridden {@link #findAll}. Safe for use by many threads if the other query is.
 */
public abstract class ForwardingOrderQuery implements OrderQuery {

  /** The query to which reads are forwarded. */
  protected final OrderQuery next;

  /** Forwards every read. */
  protected ForwardingOrderQuery(OrderQuery next) {
    this.next = next;
  }

  @Override
  public Map<OrderId, Answer<Optional<Order>>> findAll(Set<OrderId> ids) {
    return next.findAll(ids);
  }

  @Override
  public Answer<Optional<Order>> find(OrderId id) {
    return next.find(id);
  }

  @Override
  public Answer<OrderPage> list(PageRequest request) {
    return next.list(request);
  }

  @Override
  public Answer<Long> count(OrderStatus status) {
    return next.count(status);
  }

  @Override
  public void streamIds(Set<OrderStatus> statuses, Consumer<OrderId> consumer) {
    next.streamIds(statuses, consumer);
  }
}
