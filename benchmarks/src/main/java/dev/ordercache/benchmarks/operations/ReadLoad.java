package dev.ordercache.benchmarks.operations;

import dev.ordercache.Answer;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderQuery;
import dev.ordercache.OrderSort;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * One thread that reads as fast as it is answered. Fails if many answers have another source than
 * wanted, because then another operation was measured.
 */
final class ReadLoad implements Sample.Work {

  /** Few enough to be preloaded, and enough that a copy that may not be kept is gone. */
  private static final int PAGES_PER_LIST = 4;

  private static final int PAGE = 50;
  private static final int BATCH = 16;

  /** On a busy machine a confirmation may be late. */
  private static final int TOLERATED = 50;

  private final Source wanted;
  private final Supplier<Answer<?>> read;

  private ReadLoad(Source wanted, Supplier<Answer<?>> read) {
    this.wanted = wanted;
    this.read = read;
  }

  /** Hits of preloaded pages, in turns. */
  static ReadLoad pages(OrderQuery orders) {
    List<PageRequest> pages = new ArrayList<>();
    for (String status :
        List.of(
            "MANUFACTURING_APPROVED",
            "MANUFACTURING_STARTED",
            "MANUFACTURING_COMPLETED",
            "PACKAGING")) {
      PageRequest next = PageRequest.first(new OrderStatus(status), OrderSort.DUE, PAGE);
      for (int page = 0; page < PAGES_PER_LIST; page++) {
        pages.add(next);
        OrderPage read = orders.list(next).value();
        next = new PageRequest(next.status(), next.sort(), PAGE, read.next());
      }
    }
    int[] turn = {0};
    return new ReadLoad(Source.HIT, () -> orders.list(pages.get(turn[0]++ % pages.size())));
  }

  /** Orders that are not cached, each once. */
  static ReadLoad misses(OrderQuery orders, int count) {
    int[] last = {0};
    return new ReadLoad(
        Source.MISS,
        () -> {
          if (last[0] == count) {
            throw new IllegalStateException("all orders are cached: more are needed");
          }
          return orders.find(new OrderId(++last[0]));
        });
  }

  @Override
  public long until(long deadline) {
    long operations = 0;
    long others = 0;
    while (System.nanoTime() < deadline) {
      for (int i = 0; i < BATCH; i++) {
        if (read.get().source() != wanted) {
          others++;
        }
      }
      operations += BATCH;
    }
    requireFew(others, operations);
    return operations;
  }

  /** Fails if many answers came from elsewhere. */
  static void requireFew(long others, long operations) {
    if (others > TOLERATED + operations / 100) {
      throw new IllegalStateException(
          "%d of %d answers have another source".formatted(others, operations));
    }
  }
}
