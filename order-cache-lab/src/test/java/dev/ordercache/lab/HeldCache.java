package dev.ordercache.lab;

import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.OrderCache;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** A cache whose fills and invalidations a test can hold. */
final class HeldCache implements OrderCache {

  private final OrderCache cache;
  private final AtomicReference<Hold> fill = new AtomicReference<>();
  private final AtomicReference<Hold> invalidation = new AtomicReference<>();
  private volatile boolean without;

  HeldCache(OrderCache cache) {
    this.cache = cache;
  }

  /** The next fill is held on its way to the cache. */
  Hold holdFill() {
    Hold hold = new Hold();
    fill.set(hold);
    return hold;
  }

  /** The next invalidation is held on its way to the cache. */
  Hold holdInvalidation() {
    Hold hold = new Hold();
    invalidation.set(hold);
    return hold;
  }

  /** Invalidations are left to the relay from now on. */
  void dropInvalidations() {
    without = true;
  }

  @Override
  public <V> List<Lookup<V>> lookup(List<? extends CacheKey<V>> keys) {
    return cache.lookup(keys);
  }

  @Override
  public List<Boolean> fill(List<? extends Fill<?>> fills) {
    Hold.pass(fill);
    return cache.fill(fills);
  }

  @Override
  public void release(List<? extends Lease<?>> leases) {
    cache.release(leases);
  }

  @Override
  public void invalidate(List<Invalidation> invalidations) {
    Hold.pass(invalidation);
    if (!without) {
      cache.invalidate(invalidations);
    }
  }
}
