package dev.ordercache.lab.history;

import dev.ordercache.Answer;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderQuery;
import dev.ordercache.OrderSort;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.Source;
import dev.ordercache.lab.history.Seen.Rest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads every order, list and count of an instance while there are no writes, again until
 * everything that can be cached is cached, and compares each value as a whole with the database.
 */
final class Settling {

  private static final long TIMEOUT = TimeUnit.SECONDS.toNanos(30);
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

  private final OrderQuery orders;
  private final OrderQuery database;
  private final Set<OrderId> ids = new LinkedHashSet<>();

  Settling(OrderQuery orders, OrderQuery database, int count) {
    this.orders = orders;
    this.database = database;
    for (int id = 1; id <= count; id++) {
      ids.add(new OrderId(id));
    }
  }

  /** Logs the last of the rounds, and returns how many there were. */
  String settle(HistoryLog log) {
    long began = System.nanoTime();
    int rounds = 0;
    List<Seen> all;
    boolean again;
    do {
      all = readAll();
      rounds++;
      again =
          all.stream().allMatch(seen -> seen.rest() == Rest.EQUAL)
              && all.stream().anyMatch(Settling::isUnverified);
      if (again) {
        LockSupport.parkNanos(PAUSE);
      }
    } while (again && System.nanoTime() - began < TIMEOUT);
    all.forEach(log::seen);
    return rounds + " rounds";
  }

  /** A wrong answer at rest ends the rounds: it counts even if a later one is correct. */
  private List<Seen> readAll() {
    List<Seen> all = new ArrayList<>();
    long begin = System.nanoTime();
    Map<OrderId, Answer<Optional<Order>>> truth = database.findAll(ids);
    orders
        .findAll(ids)
        .forEach(
            (id, answer) -> {
              Seen seen = Reading.order((int) id.value(), answer, begin, System.nanoTime());
              all.add(judged(seen, truth.get(id), answer));
            });
    for (OrderStatus status : OrderState.STATUSES) {
      int key = OrderState.STATUSES.indexOf(status);
      PageRequest whole = PageRequest.first(status, OrderSort.DUE, Reading.WHOLE_LIST);
      Answer<OrderPage> page = orders.list(whole);
      Seen list = Reading.list(key, page, begin, System.nanoTime());
      all.add(judged(list, database.list(whole), page));
      Answer<Long> count = orders.count(status);
      Seen counted = Reading.count(key, count, begin, System.nanoTime());
      all.add(judged(counted, database.count(status), count));
    }
    return all;
  }

  private static boolean isUnverified(Seen seen) {
    return Resting.isCached(seen) && seen.source() != Source.HIT;
  }

  private static Seen judged(Seen seen, @Nullable Answer<?> truth, Answer<?> answer) {
    boolean equal = truth != null && truth.value().equals(answer.value());
    return new Seen(
        seen.instance(),
        seen.what(),
        seen.key(),
        seen.source(),
        seen.begin(),
        seen.end(),
        seen.count(),
        seen.orders(),
        equal ? Rest.EQUAL : Rest.DIFFERENT);
  }
}
