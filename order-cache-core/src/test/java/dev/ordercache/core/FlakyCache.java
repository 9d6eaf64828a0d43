package dev.ordercache.core;

import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.OrderCache;
import dev.ordercache.cache.OrderCacheException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** A cache of which some calls fail. */
final class FlakyCache implements OrderCache {

  /** A kind of call. */
  enum Call {
    LOOKUP,
    FILL,
    RELEASE,
    INVALIDATE
  }

  /** How many lookups there were. */
  final AtomicInteger lookups = new AtomicInteger();

  /** Called after a lookup and before it returns, with the number of lookups so far. */
  volatile IntConsumer afterLookup = number -> {};

  private final OrderCache cache;
  private volatile Set<Call> failing = EnumSet.noneOf(Call.class);
  private volatile RuntimeException failure =
      new OrderCacheException("the cache fails", new IllegalStateException("injected"));

  FlakyCache(OrderCache cache) {
    this.cache = cache;
  }

  /** Makes these calls fail from now on, and no others. */
  void failOn(Call... calls) {
    failing = Set.of(calls);
  }

  /** Makes them fail with this exception, as an adapter with a bug does. */
  void failWith(RuntimeException value) {
    failure = value;
  }

  @Override
  public <V> List<Lookup<V>> lookup(List<? extends CacheKey<V>> keys) {
    int number = lookups.incrementAndGet();
    failIf(Call.LOOKUP);
    List<Lookup<V>> found = cache.lookup(keys);
    afterLookup.accept(number);
    return found;
  }

  @Override
  public List<Boolean> fill(List<? extends Fill<?>> fills) {
    failIf(Call.FILL);
    return cache.fill(fills);
  }

  @Override
  public void release(List<? extends Lease<?>> leases) {
    failIf(Call.RELEASE);
    cache.release(leases);
  }

  @Override
  public void invalidate(List<Invalidation> invalidations) {
    failIf(Call.INVALIDATE);
    cache.invalidate(invalidations);
  }

  private void failIf(Call call) {
    if (failing.contains(call)) {
      throw failure;
    }
  }
}
