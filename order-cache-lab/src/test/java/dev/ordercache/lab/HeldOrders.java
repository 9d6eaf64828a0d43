package dev.ordercache.lab;

import dev.ordercache.Answer;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderQuery;
import dev.ordercache.OrderQueryException;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.tck.ForwardingOrderQuery;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** A database whose reads a test can hold: before they read, or before they return. */
final class HeldOrders extends ForwardingOrderQuery {

  private final AtomicReference<Hold> before = new AtomicReference<>();
  private final AtomicReference<Hold> after = new AtomicReference<>();
  private volatile boolean down;

  HeldOrders(OrderQuery database) {
    super(database);
  }

  /** The next read is held before it reads. */
  Hold holdBeforeRead() {
    return prepare(before);
  }

  /** The next read is held when it has read. */
  Hold holdAfterRead() {
    return prepare(after);
  }

  /** No read succeeds any more. */
  void goDown() {
    down = true;
  }

  private static Hold prepare(AtomicReference<Hold> place) {
    Hold hold = new Hold();
    place.set(hold);
    return hold;
  }

  private <A> A read(Supplier<A> reader) {
    if (down) {
      throw new OrderQueryException("the database is down", null);
    }
    Hold.pass(before);
    A answer = reader.get();
    Hold.pass(after);
    return answer;
  }

  @Override
  public Map<OrderId, Answer<Optional<Order>>> findAll(Set<OrderId> ids) {
    return read(() -> next.findAll(ids));
  }

  @Override
  public Answer<Optional<Order>> find(OrderId id) {
    return read(() -> next.find(id));
  }

  @Override
  public Answer<OrderPage> list(PageRequest request) {
    return read(() -> next.list(request));
  }

  @Override
  public Answer<Long> count(OrderStatus status) {
    return read(() -> next.count(status));
  }
}
