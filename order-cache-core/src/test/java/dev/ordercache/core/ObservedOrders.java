package dev.ordercache.core;

import dev.ordercache.Answer;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderQuery;
import dev.ordercache.OrderQueryException;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A database that records its reads, and fails or delays them on request. */
final class ObservedOrders implements OrderQuery {

  /** What was read: a set of ids, a page request or a status. */
  final List<Object> reads = new CopyOnWriteArrayList<>();

  /** The exception that every read throws, or null. */
  volatile @Nullable OrderQueryException failure;

  /** Called after the database was read and before the read returns. */
  volatile Runnable afterRead = () -> {};

  private final OrderQuery orders;

  ObservedOrders(OrderQuery orders) {
    this.orders = orders;
  }

  @Override
  public Map<OrderId, Answer<Optional<Order>>> findAll(Set<OrderId> ids) {
    return read(Set.copyOf(ids), () -> orders.findAll(ids));
  }

  @Override
  public Answer<OrderPage> list(PageRequest request) {
    return read(request, () -> orders.list(request));
  }

  @Override
  public Answer<Long> count(OrderStatus status) {
    return read(status, () -> orders.count(status));
  }

  @Override
  public void streamIds(Set<OrderStatus> statuses, Consumer<OrderId> consumer) {
    orders.streamIds(statuses, consumer);
  }

  private <A> A read(Object what, Supplier<A> reader) {
    reads.add(what);
    OrderQueryException toThrow = failure;
    if (toThrow != null) {
      throw toThrow;
    }
    A answer = reader.get();
    afterRead.run();
    return answer;
  }
}
