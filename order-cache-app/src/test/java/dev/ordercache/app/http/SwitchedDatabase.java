package dev.ordercache.app.http;

import dev.ordercache.Answer;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderQuery;
import dev.ordercache.OrderQueryException;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.memory.InMemoryOrders;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The fixture's database, which can be switched off. The hook before each read may throw. */
record SwitchedDatabase(HttpFixture http) implements OrderQuery {

  private InMemoryOrders up() {
    if (http.databaseIsDown) {
      throw new OrderQueryException("switched off", null);
    }
    http.beforeDatabase.run();
    return http.database;
  }

  @Override
  public Map<OrderId, Answer<Optional<Order>>> findAll(Set<OrderId> ids) {
    return up().findAll(ids);
  }

  @Override
  public Answer<OrderPage> list(PageRequest request) {
    return up().list(request);
  }

  @Override
  public Answer<Long> count(OrderStatus status) {
    return up().count(status);
  }

  @Override
  public void streamIds(Set<OrderStatus> statuses, Consumer<OrderId> consumer) {
    up().streamIds(statuses, consumer);
  }
}
