package dev.ordercache.app.http;

import dev.ordercache.cacheaside.CacheKey;
import dev.ordercache.cacheaside.Fill;
import dev.ordercache.cacheaside.Lease;
import dev.ordercache.cacheaside.Lookup;
import dev.ordercache.cacheaside.OrderCache;
import dev.ordercache.cacheaside.OrderCacheException;
import dev.ordercache.invalidation.Invalidation;
import java.io.IOException;
import java.util.List;

/** The fixture's cache, as long as it is not switched off. */
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
