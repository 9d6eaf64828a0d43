package dev.ordercache.lab.history;

import dev.ordercache.Order;
import dev.ordercache.OrderStatus;
import dev.ordercache.Workflow;
import java.util.List;

/**
 * One state of one order. An order that was deleted and inserted again has a new life, in which its
 * versions begin again; the run writes the number of the life into the order's product.
 *
 * @param id the order's key
 * @param stamp grows with every change of the order: its life, its version, and whether it is
 *     deleted
 * @param status the number of its status in the workflow, or {@link #ABSENT}
 */
record OrderState(int id, long stamp, int status) {

  static final List<OrderStatus> STATUSES = Workflow.defaults().statuses();

  /** There is no such order. */
  static final int ABSENT = -1;

  /** Unknown: two writers died, and either of them may have made this version. */
  static final int ANY = -2;

  private static final int LIFE = 32;

  static OrderState of(Order order) {
    return present(
        (int) order.id().value(),
        Integer.parseInt(order.product()),
        (int) order.version(),
        order.status().name());
  }

  static OrderState present(int id, int life, int version, String status) {
    return new OrderState(id, stamp(life, version), number(status));
  }

  /** The state that follows when the order is deleted. */
  OrderState deleted() {
    return new OrderState(id, stamp | 1, ABSENT);
  }

  /** No order yet. */
  static OrderState never(int id) {
    return new OrderState(id, 1, ABSENT);
  }

  static long stamp(int life, int version) {
    return (long) life << LIFE | (long) version << 1;
  }

  static int life(long stamp) {
    return (int) (stamp >>> LIFE);
  }

  static int version(long stamp) {
    return (int) stamp >>> 1;
  }

  static int number(String status) {
    return STATUSES.indexOf(new OrderStatus(status));
  }

  boolean isAbsent() {
    return status == ABSENT;
  }

  @Override
  public String toString() {
    String name =
        status == ABSENT ? "absent" : status == ANY ? "any status" : STATUSES.get(status).name();
    return "order " + id + " life " + life(stamp) + " version " + version(stamp) + " " + name;
  }
}
