package dev.ordercache.memory;

import static dev.ordercache.cache.CacheOwner.tableOf;

import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.CacheOwner;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.OrderCache;
import dev.ordercache.cache.OrderCacheException;
import java.util.Collections;
import java.util.List;

/** A cache for the readers and writers of one table. */
record InMemoryCacheOfTable(InMemoryOrderCache cache, CacheOwner table) implements OrderCache {

  @Override
  public <V> List<Lookup<V>> lookup(List<? extends CacheKey<V>> keys) {
    synchronized (cache) {
      if (isForeign()) {
        throw foreign();
      }
      return keys.stream().map(this::lookup).toList();
    }
  }

  private <V> Lookup<V> lookup(CacheKey<V> key) {
    if (table.name().isEmpty()) {
      return cache.unverified(key);
    }
    String mine = table.name().get();
    Lookup<V> lookup =
        cache.isForeign(mine, cache.owner())
            ? cache.unverified(key)
            : cache.lookup(List.of(key)).get(0);
    boolean hidden =
        lookup instanceof Lookup.Unverified<V>
            && cache.isForeign(tableOf(mine), tableOf(cache.ownerOf(key.entry())));
    return hidden ? new Lookup.Unverified<>(null) : lookup;
  }

  @Override
  public List<Boolean> fill(List<? extends Fill<?>> fills) {
    synchronized (cache) {
      return table.name().isEmpty() || cache.isForeign(table.name().get(), cache.owner())
          ? Collections.nCopies(fills.size(), false)
          : cache.fill(fills);
    }
  }

  @Override
  public void release(List<? extends Lease<?>> leases) {
    cache.release(leases);
  }

  @Override
  public void invalidate(List<Invalidation> invalidations) {
    synchronized (cache) {
      if (table.name().isEmpty()) {
        throw new OrderCacheException("the owner of the cache cannot be compared yet", null);
      }
      if (!cache.isForeign(table.name().get(), cache.owner())) {
        cache.invalidate(invalidations);
      } else if (!isForeign()) {
        cache.invalidateUnmarked(invalidations);
      } else if (!invalidations.stream().allMatch(InMemoryCacheOfTable::isOfAChange)) {
        throw foreign();
      }
    }
  }

  private static boolean isOfAChange(Invalidation invalidation) {
    return invalidation instanceof Invalidation.Entries some && some.change() != null;
  }

  /** Whether another table owns the cache, on any server. */
  private boolean isForeign() {
    return cache.isForeign(tableOf(table.name().orElse("")), tableOf(cache.owner()));
  }

  private static OrderCacheException foreign() {
    return new OrderCacheException("the cache belongs to another table", null);
  }
}
