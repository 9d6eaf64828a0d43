package dev.ordercache.redis;

import dev.ordercache.Generation;
import dev.ordercache.OrderStatus;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which generations Redis has confirmed for the lists, each until some time of the monotonic clock.
 * A notified deletion drops the confirmation. A confirmation that was requested before the deletion
 * is ignored if its reply arrives later: the reply may be older than the deletion. Safe for use by
 * many threads; reading takes no lock.
 */
final class ListConfirmations {

  private record Confirmation(Generation generation, long until) {}

  private final LongSupplier clock;
  private final Map<OrderStatus, Long> dropped = new HashMap<>();
  private volatile Map<OrderStatus, Confirmation> confirmed = Map.of();

  /** For these lists; all others are never confirmed. */
  ListConfirmations(Collection<OrderStatus> lists) {
    this(lists, System::nanoTime);
  }

  /** With another monotonic clock. */
  ListConfirmations(Collection<OrderStatus> lists, LongSupplier clock) {
    this.clock = clock;
    long now = clock.getAsLong();
    lists.forEach(list -> dropped.put(list, now));
  }

  /** The current generation of the list, or null if it is not known at present. */
  @Nullable Generation get(OrderStatus list) {
    Confirmation present = confirmed.get(list);
    return present != null && present.until() - clock.getAsLong() > 0 ? present.generation() : null;
  }

  /**
   * Records the reply of Redis.
   *
   * @param requestedAt the monotonic clock before the request to Redis
   * @param until when the reply expires
   * @param generations of the lists that have one
   */
  synchronized void confirm(
      long requestedAt, long until, Map<OrderStatus, Generation> generations) {
    Map<OrderStatus, Confirmation> next = new HashMap<>();
    dropped.forEach(
        (list, when) -> {
          Generation generation = generations.get(list);
          if (generation != null && requestedAt - when > 0) {
            next.put(list, new Confirmation(generation, until));
          }
        });
    confirmed = Map.copyOf(next);
  }

  /** Called when a list was deleted. */
  synchronized void drop(OrderStatus list) {
    if (dropped.replace(list, clock.getAsLong()) != null) {
      Map<OrderStatus, Confirmation> next = new HashMap<>(confirmed);
      next.remove(list);
      confirmed = Map.copyOf(next);
    }
  }

  /** Called when everything was deleted. */
  synchronized void dropAll() {
    long now = clock.getAsLong();
    dropped.replaceAll((list, before) -> now);
    confirmed = Map.of();
  }
}
