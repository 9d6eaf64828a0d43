package dev.ordercache.cacheaside;

import dev.ordercache.background.FailureLog;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.OrderCache;
import dev.ordercache.cache.OrderCacheException;
import java.util.Collections;
import java.util.List;

/**
 * A cache that fails open: no failure of the cache reaches the reader. A lookup that fails is
 * unverified, a fill that fails is refused. Failures are counted, and logged once per outage. Safe
 * for use by many threads.
 */
final class FailOpenCache {

  private static final System.Logger LOG = System.getLogger(FailOpenCache.class.getName());

  private final OrderCache cache;
  private final Counters counters;
  private final FailureLog failures = new FailureLog(LOG, "Cache fails, reads go to the database");

  FailOpenCache(OrderCache cache, Counters counters) {
    this.cache = cache;
    this.counters = counters;
  }

  <V> Lookup<V> lookup(CacheKey<V> key) {
    return lookup(List.of(key)).get(0);
  }

  <V> List<Lookup<V>> lookup(List<? extends CacheKey<V>> keys) {
    try {
      List<Lookup<V>> found = cache.lookup(keys);
      failures.succeeded();
      counters.full.add(found.stream().filter(Lookup.Full.class::isInstance).count());
      return found;
    } catch (OrderCacheException e) {
      failed(e);
      return Collections.nCopies(keys.size(), new Lookup.Unverified<>(null));
    }
  }

  boolean fill(Fill<?> fill) {
    return fill(List.of(fill)).get(0);
  }

  List<Boolean> fill(List<? extends Fill<?>> fills) {
    List<Boolean> filled;
    try {
      filled = cache.fill(fills);
    } catch (OrderCacheException e) {
      failed(e);
      filled = Collections.nCopies(fills.size(), false);
    }
    counters.refusedFills.add(filled.stream().filter(taken -> !taken).count());
    return filled;
  }

  void release(List<? extends Lease<?>> leases) {
    try {
      cache.release(leases);
    } catch (OrderCacheException e) {
      failed(e);
    }
  }

  private void failed(OrderCacheException e) {
    counters.cacheFailures.increment();
    failures.failed(e);
  }
}
