package dev.ordercache.memory;

import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes orders for tests: {@code Orders.order(1).status("PACKAGING").build()}. Values that are not
 * set are derived from the id; an order with a higher id is due later and was created later.
 */
public final class Orders {

  /** Ready to be taken into production. */
  public static final OrderStatus APPROVED = new OrderStatus("MANUFACTURING_APPROVED");

  /** In production. */
  public static final OrderStatus STARTED = new OrderStatus("MANUFACTURING_STARTED");

  /** Produced. */
  public static final OrderStatus COMPLETED = new OrderStatus("MANUFACTURING_COMPLETED");

  /** Being packaged. */
  public static final OrderStatus PACKAGING = new OrderStatus("PACKAGING");

  private static final Instant START = Instant.parse("2026-03-01T06:00:00.123456Z");

  private final long id;
  private OrderStatus status = APPROVED;
  private long version = 1;
  private @Nullable String assignee;
  private Instant dueAt;
  private Instant createdAt;

  private Orders(long id) {
    this.id = id;
    this.dueAt = START.plus(30, ChronoUnit.DAYS).plusSeconds(id);
    this.createdAt = START.plusSeconds(id);
  }

  /** An approved order of version 1 without an assignee. */
  public static Orders order(long id) {
    return new Orders(id);
  }

  /** The instant around which the orders' times lie, with microseconds. */
  public static Instant start() {
    return START;
  }

  /** In this status. */
  public Orders status(OrderStatus value) {
    status = value;
    return this;
  }

  /** In the status of this name. */
  public Orders status(String name) {
    return status(new OrderStatus(name));
  }

  /** Of this version; a database assigns versions itself. */
  public Orders version(long value) {
    version = value;
    return this;
  }

  /** Taken by this assignee. */
  public Orders assignee(String value) {
    assignee = value;
    return this;
  }

  /** Due at this time. */
  public Orders dueAt(Instant value) {
    dueAt = value;
    return this;
  }

  /** Created at this time. */
  public Orders createdAt(Instant value) {
    createdAt = value;
    return this;
  }

  /** The order. */
  public Order build() {
    return new Order(
        new OrderId(id),
        "MO-" + id,
        status,
        version,
        "Grüße & Söhne \"" + id + "\"",
        "Flansch Ø 40 → 50",
        (int) (id % 1_000) + 1,
        new BigDecimal("1234567.50"),
        "EUR",
        (int) (id % 5),
        assignee,
        dueAt,
        createdAt,
        createdAt);
  }

  /** An order as another row version, with another status. */
  static Order changed(Order order, OrderStatus status, long version, Instant updatedAt) {
    return changed(order, status, version, order.assignee(), updatedAt);
  }

  /** An order as another row version, with another status and assignee. */
  public static Order changed(
      Order order, OrderStatus status, long version, @Nullable String assignee, Instant updatedAt) {
    return new Order(
        order.id(),
        order.number(),
        status,
        version,
        order.customer(),
        order.product(),
        order.quantity(),
        order.price(),
        order.currency(),
        order.priority(),
        assignee,
        order.dueAt(),
        order.createdAt(),
        updatedAt);
  }

  /** The values that a writer sets, without those that the database assigns. */
  public static Order content(Order order) {
    return changed(order, order.status(), 0, Instant.EPOCH);
  }
}
