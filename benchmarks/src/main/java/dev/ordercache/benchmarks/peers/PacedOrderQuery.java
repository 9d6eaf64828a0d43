package dev.ordercache.benchmarks.peers;

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
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** The loads of all peers: counted, and with something to wait for around each. */
final class PacedOrderQuery implements OrderQuery {

  private final OrderQuery database;
  private final Runnable before;
  private final Runnable after;
  private final LongAdder loads = new LongAdder();

  PacedOrderQuery(OrderQuery database, Runnable before, Runnable after) {
    this.database = database;
    this.before = before;
    this.after = after;
  }

  long version(long order) {
    return find(new OrderId(order)).value().orElseThrow().version();
  }

  long loads() {
    return loads.sum();
  }

  @Override
  public Map<OrderId, Answer<Optional<Order>>> findAll(Set<OrderId> ids) {
    before.run();
    loads.increment();
    Map<OrderId, Answer<Optional<Order>>> answers = database.findAll(ids);
    after.run();
    return answers;
  }

  @Override
  public Answer<OrderPage> list(PageRequest request) {
    return database.list(request);
  }

  @Override
  public Answer<Long> count(OrderStatus status) {
    return database.count(status);
  }

  @Override
  public void streamIds(Set<OrderStatus> statuses, Consumer<OrderId> consumer) {
    database.streamIds(statuses, consumer);
  }
}
