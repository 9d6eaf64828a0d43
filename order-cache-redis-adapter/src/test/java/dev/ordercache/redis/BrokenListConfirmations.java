package dev.ordercache.redis;

import dev.ordercache.Generation;
import dev.ordercache.OrderStatus;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** {@link ListConfirmations} with a step left out. */
final class BrokenListConfirmations {

  /** The step that is left out. */
  enum Fault {
    /** A reply is accepted whenever it was requested. */
    ACCEPTS_EVERY_REPLY,
    /** A deletion does not record its time. */
    DOES_NOT_RECORD_THE_DELETION,
    /** A deletion takes no lock. */
    DROPS_WITHOUT_THE_LOCK
  }

  private final Map<OrderStatus, Long> dropped = new HashMap<>();
  private final LongSupplier clock;
  private final Fault fault;
  private volatile Map<OrderStatus, Generation> confirmed = Map.of();

  BrokenListConfirmations(Collection<OrderStatus> lists, LongSupplier clock, Fault fault) {
    this.clock = clock;
    this.fault = fault;
    long now = clock.getAsLong();
    lists.forEach(list -> dropped.put(list, now));
  }

  @Nullable Generation get(OrderStatus list) {
    return confirmed.get(list);
  }

  synchronized void confirm(long requestedAt, Map<OrderStatus, Generation> generations) {
    Map<OrderStatus, Generation> next = new HashMap<>();
    for (Map.Entry<OrderStatus, Long> list : dropped.entrySet()) {
      Generation generation = generations.get(list.getKey());
      boolean inTime = requestedAt - list.getValue() > 0 || fault == Fault.ACCEPTS_EVERY_REPLY;
      if (generation != null && inTime) {
        next.put(list.getKey(), generation);
      }
    }
    confirmed = Map.copyOf(next);
  }

  void drop(OrderStatus list) {
    if (fault == Fault.DROPS_WITHOUT_THE_LOCK) {
      forget(list);
    } else {
      synchronized (this) {
        forget(list);
      }
    }
  }

  private void forget(OrderStatus list) {
    if (fault != Fault.DOES_NOT_RECORD_THE_DELETION) {
      dropped.replace(list, clock.getAsLong());
    }
    Map<OrderStatus, Generation> next = new HashMap<>(confirmed);
    next.remove(list);
    confirmed = Map.copyOf(next);
  }
}
