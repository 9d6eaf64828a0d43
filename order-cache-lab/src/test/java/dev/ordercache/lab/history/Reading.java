package dev.ordercache.lab.history;

import dev.ordercache.Answer;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderQuery;
import dev.ordercache.OrderQueryException;
import dev.ordercache.OrderSort;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.lab.history.Seen.What;
import dev.ordercache.plan.CachePlan;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A reader: reads an order, several orders, a list or a count. */
final class Reading implements Runnable {

  /** A page has a whole list, so that an order that is not in it is not in the list. */
  static final int WHOLE_LIST = PageRequest.MAX_LIMIT;

  private static final int SEVERAL = 5;
  private static final List<OrderStatus> CACHED =
      List.copyOf(CachePlan.defaults().cachedStatuses());

  private final OrderQuery orders;
  private final HistoryInstance.Load load;
  private final HistoryLog log;
  private final Random random;

  Reading(OrderQuery orders, HistoryInstance.Load load, HistoryLog log, long seed) {
    this.orders = orders;
    this.load = load;
    this.log = log;
    this.random = new Random(seed);
  }

  @Override
  public void run() {
    int kind = random.nextInt(100);
    if (kind < 60) {
      find();
    } else if (kind < 65) {
      findAll();
    } else {
      readList(kind < 95);
    }
    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(load.pauseMicros()));
  }

  private void find() {
    int id = 1 + random.nextInt(load.orders());
    long begin = System.nanoTime();
    try {
      Answer<Optional<Order>> answer = orders.find(new OrderId(id));
      log.seen(order(id, answer, begin, System.nanoTime()));
    } catch (OrderQueryException e) {
      log.seen(failed(What.ORDER, id, begin));
    }
  }

  private void findAll() {
    Set<OrderId> ids = new HashSet<>();
    for (int i = 0; i < SEVERAL; i++) {
      ids.add(new OrderId(1 + random.nextInt(load.orders())));
    }
    long begin = System.nanoTime();
    try {
      Map<OrderId, Answer<Optional<Order>>> answers = orders.findAll(ids);
      long end = System.nanoTime();
      answers.forEach((id, answer) -> log.seen(order((int) id.value(), answer, begin, end)));
    } catch (OrderQueryException e) {
      log.seen(failed(What.ORDER, (int) ids.iterator().next().value(), begin));
    }
  }

  private void readList(boolean page) {
    OrderStatus status = CACHED.get(random.nextInt(CACHED.size()));
    int key = OrderState.STATUSES.indexOf(status);
    What what = page ? What.LIST : What.COUNT;
    long begin = System.nanoTime();
    try {
      if (page) {
        Answer<OrderPage> answer =
            orders.list(PageRequest.first(status, OrderSort.DUE, WHOLE_LIST));
        log.seen(list(key, answer, begin, System.nanoTime()));
      } else {
        Answer<Long> answer = orders.count(status);
        log.seen(count(key, answer, begin, System.nanoTime()));
      }
    } catch (OrderQueryException e) {
      log.seen(failed(what, key, begin));
    }
  }

  static Seen order(int id, Answer<Optional<Order>> answer, long begin, long end) {
    List<OrderState> orders = answer.value().stream().map(OrderState::of).toList();
    return new Seen(-1, What.ORDER, id, answer.source(), begin, end, orders.size(), orders, null);
  }

  static Seen list(int status, Answer<OrderPage> answer, long begin, long end) {
    List<OrderState> orders = answer.value().orders().stream().map(OrderState::of).toList();
    return new Seen(
        -1, What.LIST, status, answer.source(), begin, end, orders.size(), orders, null);
  }

  static Seen count(int status, Answer<Long> answer, long begin, long end) {
    int count = answer.value().intValue();
    return new Seen(-1, What.COUNT, status, answer.source(), begin, end, count, List.of(), null);
  }

  private static Seen failed(What what, int key, long begin) {
    return new Seen(-1, what, key, null, begin, System.nanoTime(), 0, List.of(), null);
  }
}
