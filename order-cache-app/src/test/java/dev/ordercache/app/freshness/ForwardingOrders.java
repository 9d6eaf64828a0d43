package dev.ordercache.app.freshness;

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

/** What is usually put around reads is a subclass of this. */
class ForwardingOrders implements OrderQuery {

  final OrderQuery orders;

  ForwardingOrders(OrderQuery orders) {
    this.orders = orders;
  }

  @Override
  public Map<OrderId, Answer<Optional<Order>>> findAll(Set<OrderId> ids) {
    return orders.findAll(ids);
  }

  @Override
  public Answer<Optional<Order>> find(OrderId id) {
    return orders.find(id);
  }

  @Override
  public Answer<OrderPage> list(PageRequest request) {
    return orders.list(request);
  }

  @Override
  public Answer<Long> count(OrderStatus status) {
    return orders.count(status);
  }

  @Override
  public void streamIds(Set<OrderStatus> statuses, Consumer<OrderId> consumer) {
    orders.streamIds(statuses, consumer);
  }
}
