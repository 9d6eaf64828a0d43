package dev.ordercache.memory;

import dev.ordercache.Answer;
import dev.ordercache.Cursor;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Databases, each with one mistake. */
final class BrokenDatabases {

  private BrokenDatabases() {}

  static class CursorIgnoresTheId extends InMemoryOrders {

    CursorIgnoresTheId() {
      super(new ManualClock());
    }

    @Override
    boolean isAfter(Cursor cursor, Order order) {
      return cursor.sort().timeOf(order).isAfter(cursor.at());
    }
  }

  static class NextSkipsAnOrder extends InMemoryOrders {

    NextSkipsAnOrder() {
      super(new ManualClock());
    }

    @Override
    public synchronized Answer<OrderPage> list(PageRequest request) {
      Answer<OrderPage> answer = super.list(request);
      Cursor next = answer.value().next();
      if (next == null) {
        return answer;
      }
      PageRequest skipped = new PageRequest(request.status(), request.sort(), 1, next);
      Order first = super.list(skipped).value().orders().get(0);
      return with(answer, answer.value().orders(), Cursor.after(request.sort(), first));
    }
  }

  static class FullPageAlwaysHasANext extends InMemoryOrders {

    FullPageAlwaysHasANext() {
      super(new ManualClock());
    }

    @Override
    public synchronized Answer<OrderPage> list(PageRequest request) {
      Answer<OrderPage> answer = super.list(request);
      List<Order> orders = answer.value().orders();
      return orders.size() < request.limit()
          ? answer
          : with(answer, orders, Cursor.after(request.sort(), orders.get(orders.size() - 1)));
    }
  }

  static class LimitIsIgnored extends InMemoryOrders {

    LimitIsIgnored() {
      super(new ManualClock());
    }

    @Override
    public synchronized Answer<OrderPage> list(PageRequest request) {
      return super.list(
          new PageRequest(
              request.status(), request.sort(), PageRequest.MAX_LIMIT, request.after()));
    }
  }

  static class CountIsOfAllOrders extends InMemoryOrders {

    CountIsOfAllOrders() {
      super(new ManualClock());
    }

    @Override
    public synchronized Answer<Long> count(OrderStatus status) {
      Answer<Long> started = super.count(Orders.STARTED);
      Answer<Long> approved = super.count(Orders.APPROVED);
      return new Answer<>(
          started.value() + approved.value(), approved.source(), null, approved.asOf());
    }
  }

  static class FindIsNeverEmpty extends InMemoryOrders {

    FindIsNeverEmpty() {
      super(new ManualClock());
    }

    @Override
    public synchronized Map<OrderId, Answer<Optional<Order>>> findAll(Set<OrderId> ids) {
      Map<OrderId, Answer<Optional<Order>>> answers = new HashMap<>();
      super.findAll(ids).forEach((id, answer) -> answers.put(id, filled(id, answer)));
      return answers;
    }

    private static Answer<Optional<Order>> filled(OrderId id, Answer<Optional<Order>> answer) {
      Order order = answer.value().orElseGet(() -> Orders.order(id.value()).build());
      return new Answer<>(Optional.of(order), answer.source(), null, answer.asOf());
    }
  }

  static class StreamStopsAfterAThousand extends InMemoryOrders {

    StreamStopsAfterAThousand() {
      super(new ManualClock());
    }

    @Override
    public void streamIds(Set<OrderStatus> statuses, Consumer<OrderId> consumer) {
      AtomicInteger passed = new AtomicInteger();
      super.streamIds(
          statuses,
          id -> {
            if (passed.getAndIncrement() < 1_000) {
              consumer.accept(id);
            }
          });
    }
  }

  static class TruncateIsNotLogged extends InMemoryOrders {

    TruncateIsNotLogged() {
      super(new ManualClock());
    }

    @Override
    public synchronized void truncate() {
      remove(new OrderId(1));
    }
  }

  private static Answer<OrderPage> with(
      Answer<OrderPage> answer, List<Order> orders, @Nullable Cursor next) {
    return new Answer<>(new OrderPage(orders, next), answer.source(), null, answer.asOf());
  }
}
