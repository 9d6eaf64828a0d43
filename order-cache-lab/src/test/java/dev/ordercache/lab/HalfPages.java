package dev.ordercache.lab;

import dev.ordercache.Answer;
import dev.ordercache.Cursor;
import dev.ordercache.Order;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderQuery;
import dev.ordercache.PageRequest;
import dev.ordercache.Snapshot;
import dev.ordercache.tck.ForwardingOrderQuery;
import java.util.List;
import java.util.stream.Stream;

/** Reads a page by two statements. */
final class HalfPages extends ForwardingOrderQuery {

  private final int half;

  HalfPages(OrderQuery orders, int half) {
    super(orders);
    this.half = half;
  }

  @Override
  public Answer<OrderPage> list(PageRequest request) {
    Answer<OrderPage> first =
        next.list(new PageRequest(request.status(), request.sort(), half, request.after()));
    Cursor rest = first.value().next();
    if (rest == null) {
      return first;
    }
    OrderPage second =
        next.list(new PageRequest(request.status(), request.sort(), request.limit() - half, rest))
            .value();
    List<Order> both =
        Stream.concat(first.value().orders().stream(), second.orders().stream()).toList();
    return Answer.bypass(new Snapshot<>(new OrderPage(both, second.next()), first.asOf()));
  }
}
