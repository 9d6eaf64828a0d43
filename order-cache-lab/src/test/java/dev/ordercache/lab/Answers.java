package dev.ordercache.lab;

import dev.ordercache.Answer;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderQuery;
import dev.ordercache.OrderSort;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.Source;
import dev.ordercache.plan.CachePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** The answers of one source about all orders and lists of a race. */
record Answers(Map<String, Answer<?>> all) {

  /** Reads the first orders and the last, one that does not exist, and the lists. */
  static Answers of(OrderQuery orders, long lastId) {
    Map<String, Answer<?>> all = new TreeMap<>();
    LongStream.rangeClosed(1, lastId + 1)
        .filter(id -> id <= 10 || id >= lastId)
        .forEach(id -> all.put("order " + id, orders.find(new OrderId(id))));
    for (OrderStatus status : CachePlan.defaults().cachedStatuses()) {
      PageRequest page = PageRequest.first(status, OrderSort.DUE, 50);
      all.put("list " + status, orders.list(page));
    }
    return new Answers(all);
  }

  boolean areHits() {
    return all.values().stream().allMatch(answer -> answer.source() == Source.HIT);
  }

  /** The hits that differ from the answers of the database. */
  List<String> hitsUnlike(Answers database) {
    List<String> unlike = new ArrayList<>();
    all.forEach(
        (what, answer) -> {
          String got = versions(answer);
          String expected = versions(Objects.requireNonNull(database.all().get(what)));
          if (answer.source() == Source.HIT && !got.equals(expected)) {
            unlike.add(what + " is " + got + ", in the database " + expected);
          }
        });
    return unlike;
  }

  private static String versions(Answer<?> answer) {
    if (answer.value() instanceof OrderPage page) {
      return page.orders().stream().map(Answers::version).toList().toString();
    }
    return answer.value() instanceof Optional<?> found && found.orElse(null) instanceof Order order
        ? version(order) + " " + order.status()
        : "none";
  }

  private static String version(Order order) {
    return order.id() + " v" + order.version();
  }
}
