package dev.ordercache;

import java.time.Instant;
import java.util.Locale;

/** The orders in which a list can be read, each ascending, with ties broken by the order's id. */
public enum OrderSort {
  /** By the time at which the order must be ready. */
  DUE,
  /** By the time at which the order was entered. */
  CREATED;

  /** The time by which this sort places an order. */
  public Instant timeOf(Order order) {
    return this == DUE ? order.dueAt() : order.createdAt();
  }

  /** The name in requests and keys: {@code due} or {@code created}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The sort with this code.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static OrderSort ofCode(String code) {
    for (OrderSort sort : values()) {
      if (sort.code().equals(code)) {
        return sort;
      }
    }
    throw new IllegalArgumentException("a sort is due or created");
  }
}
