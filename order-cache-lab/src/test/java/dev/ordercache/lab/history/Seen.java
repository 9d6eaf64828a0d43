package dev.ordercache.lab.history;

import dev.ordercache.Source;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One answer that a reader got.
 *
 * @param instance which instance answered
 * @param what what was read
 * @param key the id of the order, or the number of the list's status
 * @param source the source of the answer, or null if the read failed
 * @param begin when the call began
 * @param end when it returned
 * @param count the count that was answered, otherwise the number of orders
 * @param orders the orders that were answered
 * @param rest null for a read before the writers had stopped
 */
record Seen(
    int instance,
    What what,
    int key,
    @Nullable Source source,
    long begin,
    long end,
    int count,
    List<OrderState> orders,
    @Nullable Rest rest) {

  private static final int MAX_SHOWN = 3;

  /** What can be read. */
  enum What {
    ORDER,
    LIST,
    COUNT
  }

  /** For a read without writes: whether the whole value equalled the database's. */
  enum Rest {
    EQUAL,
    DIFFERENT
  }

  @Override
  public String toString() {
    String of = what == What.ORDER ? "order " + key : what + " of " + OrderState.STATUSES.get(key);
    String some = orders.size() > MAX_SHOWN ? orders.subList(0, MAX_SHOWN) + "..." : "" + orders;
    return "instance " + instance + " read " + of + ": " + source + " " + count + " " + some;
  }
}
