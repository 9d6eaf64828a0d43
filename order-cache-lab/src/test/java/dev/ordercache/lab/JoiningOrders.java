package dev.ordercache.lab;

import dev.ordercache.Answer;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderQuery;
import dev.ordercache.tck.ForwardingOrderQuery;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The ordinary single flight: a caller that comes during a read gets the result of that read. */
final class JoiningOrders extends ForwardingOrderQuery {

  private final ConcurrentHashMap<OrderId, CompletableFuture<Answer<Optional<Order>>>> flights =
      new ConcurrentHashMap<>();

  JoiningOrders(OrderQuery orders) {
    super(orders);
  }

  @Override
  public Answer<Optional<Order>> find(OrderId id) {
    CompletableFuture<Answer<Optional<Order>>> mine = new CompletableFuture<>();
    CompletableFuture<Answer<Optional<Order>>> present = flights.putIfAbsent(id, mine);
    if (present != null) {
      return present.join();
    }
    Answer<Optional<Order>> answer = next.find(id);
    flights.remove(id);
    mine.complete(answer);
    return answer;
  }
}
