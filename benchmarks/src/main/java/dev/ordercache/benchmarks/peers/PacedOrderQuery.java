package dev.ordercache.benchmarks.peers;

import dev.ordercache.Answer;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderQuery;
import dev.ordercache.tck.ForwardingOrderQuery;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** The loads of all peers: counted, and with an action before and after each. */
final class PacedOrderQuery extends ForwardingOrderQuery {

  private final Runnable before;
  private final Runnable after;
  private final LongAdder loads = new LongAdder();

  PacedOrderQuery(OrderQuery database, Runnable before, Runnable after) {
    super(database);
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
    return paced(() -> next.findAll(ids));
  }

  @Override
  public Answer<Optional<Order>> find(OrderId id) {
    return paced(() -> next.find(id));
  }

  private <A> A paced(Supplier<A> load) {
    before.run();
    loads.increment();
    A answer = load.get();
    after.run();
    return answer;
  }
}
