package dev.ordercache.consistency;

import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.CacheKey.CountKey;
import dev.ordercache.cache.CacheKey.OrderKey;
import dev.ordercache.cache.CacheKey.PageKey;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.OrderCache;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The cache as a client sees it. Leaves no leases behind. */
final class CacheView {

  private final OrderCache cache;

  CacheView(OrderCache cache) {
    this.cache = cache;
  }

  /**
   * Looks up distinct keys, at most 1,000 of each kind, and releases the leases that it is granted.
   *
   * @throws dev.ordercache.cache.OrderCacheException if the cache cannot be reached
   */
  Map<CacheKey<?>, Lookup<?>> look(Collection<CacheKey<?>> keys) {
    Map<CacheKey<?>, Lookup<?>> shown = new HashMap<>();
    List<Lease<?>> leases = new ArrayList<>();
    try {
      look(only(OrderKey.class, keys), shown, leases);
      look(only(PageKey.class, keys), shown, leases);
      look(only(CountKey.class, keys), shown, leases);
    } finally {
      if (!leases.isEmpty()) {
        cache.release(leases);
      }
    }
    return shown;
  }

  static <K> List<K> only(Class<K> kind, Collection<CacheKey<?>> keys) {
    return keys.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private <V> void look(
      List<? extends CacheKey<V>> keys, Map<CacheKey<?>, Lookup<?>> shown, List<Lease<?>> leases) {
    if (keys.isEmpty()) {
      return;
    }
    List<Lookup<V>> lookups = cache.lookup(keys);
    for (int i = 0; i < keys.size(); i++) {
      shown.put(keys.get(i), lookups.get(i));
      if (lookups.get(i) instanceof Lookup.Leased<V> leased) {
        leases.add(leased.lease());
      }
    }
  }
}
