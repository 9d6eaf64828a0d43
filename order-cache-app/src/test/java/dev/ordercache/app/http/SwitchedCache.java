package dev.ordercache.app.http;

import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.OrderCache;
import dev.ordercache.cache.OrderCacheException;
import java.io.IOException;
import java.util.List;

/** The fixture's cache, which can be switched off. */
record SwitchedCache(HttpFixture http) implements OrderCache {

  private OrderCache up() {
    if (http.cacheIsDown) {
      throw new OrderCacheException("switched off", new IOException());
    }
    return http.cache;
  }

  @Override
  public <V> List<Lookup<V>> lookup(List<? extends CacheKey<V>> keys) {
    return up().lookup(keys);
  }

  @Override
  public List<Boolean> fill(List<? extends Fill<?>> fills) {
    return up().fill(fills);
  }

  @Override
  public void release(List<? extends Lease<?>> leases) {
    up().release(leases);
  }

  @Override
  public void invalidate(List<Invalidation> invalidations) {
    up().invalidate(invalidations);
  }
}
