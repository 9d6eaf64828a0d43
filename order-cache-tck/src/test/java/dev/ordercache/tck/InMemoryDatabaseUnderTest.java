package dev.ordercache.tck;

import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.invalidation.ChangeLog;
import java.util.List;

/** The in-memory database as the contracts want it. */
record InMemoryDatabaseUnderTest(InMemoryOrders orders) implements DatabaseUnderTest {

  @Override
  public InMemoryOrders statusChanges() {
    return orders;
  }

  @Override
  public ChangeLog log() {
    return orders.log();
  }

  @Override
  public void put(List<Order> wanted) {
    wanted.forEach(orders::put);
  }

  @Override
  public Runnable putUncommitted(Order order) {
    return orders.putUncommitted(order);
  }

  @Override
  public void remove(OrderId id) {
    orders.remove(id);
  }

  @Override
  public void truncate() {
    orders.truncate();
  }

  @Override
  public void depose() {
    orders.log().depose();
  }

  @Override
  public void close() {}
}
