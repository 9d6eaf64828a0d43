package dev.ordercache.lab;

import dev.ordercache.Answer;
import dev.ordercache.Generation;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderQuery;
import dev.ordercache.PageRequest;
import dev.ordercache.Source;
import dev.ordercache.tck.ForwardingOrderQuery;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps lists in memory until the newest change of any order is another one. */
final class StampedLists extends ForwardingOrderQuery {

  private record Copy(long stamp, Answer<OrderPage> answer) {}

  private final Map<PageRequest, Copy> copies = new ConcurrentHashMap<>();
  private final OrdersDatabase postgres;

  StampedLists(OrdersDatabase postgres, OrderQuery database) {
    super(database);
    this.postgres = postgres;
  }

  @Override
  public Answer<OrderPage> list(PageRequest request) {
    long stamp =
        postgres.number("SELECT max(extract(epoch FROM updated_at) * 1000000) FROM orders");
    Copy copy = copies.get(request);
    if (copy != null && copy.stamp() == stamp) {
      Answer<OrderPage> kept = copy.answer();
      return new Answer<>(kept.value(), Source.HIT, new Generation("" + stamp), kept.asOf());
    }
    Answer<OrderPage> answer = next.list(request);
    copies.put(request, new Copy(stamp, answer));
    return answer;
  }
}
