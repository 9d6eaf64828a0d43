package dev.ordercache.consistency;

import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderStatus;
import dev.ordercache.Snapshot;
import dev.ordercache.cache.CacheEntry.ListEntry;
import dev.ordercache.cache.CacheKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a cached value differs from the database's; see {@link ConsistencyReport.Finding}. */
record Difference(
    @Nullable OrderId order,
    @Nullable OrderStatus list,
    @Nullable Long cachedVersion,
    @Nullable Long databaseVersion,
    Instant asOf) {

  /**
   * Compares orders by all fields, and pages by the ids and versions of their orders.
   *
   * @return null if they are the same
   */
  static @Nullable Difference between(CacheKey<?> key, Snapshot<?> cached, Snapshot<?> database) {
    OrderStatus list = key.entry() instanceof ListEntry entry ? entry.status() : null;
    Map<OrderId, Long> shown = versions(cached.value());
    Map<OrderId, Long> stored = versions(database.value());
    Set<OrderId> all = new LinkedHashSet<>(shown.keySet());
    all.addAll(stored.keySet());
    for (OrderId id : all) {
      if (!Objects.equals(shown.get(id), stored.get(id))) {
        return new Difference(id, list, shown.get(id), stored.get(id), database.asOf());
      }
    }
    return same(cached.value(), database.value())
        ? null
        : new Difference(null, list, null, null, database.asOf());
  }

  /** Compares values whose orders have the same versions. */
  private static boolean same(Object cached, Object database) {
    if (cached instanceof OrderPage page && database instanceof OrderPage other) {
      return Objects.equals(page.next(), other.next());
    }
    return cached.equals(database);
  }

  private static Map<OrderId, Long> versions(Object value) {
    Map<OrderId, Long> versions = new LinkedHashMap<>();
    if (value instanceof OrderPage page) {
      page.orders().forEach(order -> versions.put(order.id(), order.version()));
    } else if (value instanceof Optional<?> found && found.orElse(null) instanceof Order order) {
      versions.put(order.id(), order.version());
    }
    return versions;
  }

  ConsistencyReport.Finding finding(long ageMillis) {
    return new ConsistencyReport.Finding(
        order, list, cachedVersion, databaseVersion, ageMillis, asOf);
  }
}
