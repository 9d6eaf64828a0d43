package dev.ordercache.lab;

import dev.ordercache.Generation;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.CacheKey.OrderKey;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.redis.RedisSettings;
import io.lettuce.core.SetArgs;
import java.time.Duration;

/** The ordinary cache with a lock that expires, so that one caller loads at a time. */
class LockedCache extends PlainCache {

  private final Duration lockTime;

  LockedCache(String uri, CachePlan plan, RedisSettings settings) {
    super(uri, plan, settings);
    lockTime = settings.leaseTime();
  }

  @Override
  <V> Lookup<V> missed(CacheKey<V> key) {
    boolean mine = redis.set(lock(key), "", ifFree()) != null;
    return mine
        ? new Lookup.Leased<>(new Lease<>(key, new Generation("lock"), ""))
        : new Lookup.Busy<>(lockTime);
  }

  /** How the lock is taken. */
  SetArgs ifFree() {
    return SetArgs.Builder.nx().px(lockTime.toMillis());
  }

  @Override
  boolean put(Fill<?> fill) {
    super.put(fill);
    redis.del(lock(fill.lease().key()));
    return true;
  }

  final String lock(CacheKey<?> key) {
    return name(key.entry()) + ":lock:" + key.field();
  }

  /** The lock of an order, for {@link Race#key}. */
  static String lockOf(OrderKey key) {
    return "order:" + key.id() + ":lock:" + key.field();
  }

  /** The lock does not expire. */
  static final class Endless extends LockedCache {

    Endless(String uri, CachePlan plan, RedisSettings settings) {
      super(uri, plan, settings);
    }

    @Override
    SetArgs ifFree() {
      return SetArgs.Builder.nx();
    }
  }

  /** Puts only while there is a lock; but the lock does not name its holder. */
  static final class Owned extends LockedCache {

    Owned(String uri, CachePlan plan, RedisSettings settings) {
      super(uri, plan, settings);
    }

    @Override
    boolean put(Fill<?> fill) {
      return redis.exists(lock(fill.lease().key())) == 1 && super.put(fill);
    }
  }
}
