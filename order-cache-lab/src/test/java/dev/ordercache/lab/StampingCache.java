package dev.ordercache.lab;

import dev.ordercache.Generation;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.redis.RedisSettings;
import java.time.Duration;
import java.time.Instant;

/**
 * The ordinary cache that leaves a tombstone with the time of the delete, by the clock of the
 * instance that deletes, and puts nothing that was read earlier, by the clock of the instance that
 * reads.
 */
final class StampingCache extends PlainCache {

  /** By how much the clock of the next instance is ahead of the others. */
  static volatile Duration clockOfTheNext = Duration.ZERO;

  private final Duration ahead = clockOfTheNext;

  StampingCache(String uri, CachePlan plan, RedisSettings settings) {
    super(uri, plan, settings);
  }

  private long now() {
    return Instant.now().plus(ahead).toEpochMilli();
  }

  @Override
  <V> Lookup<V> missed(CacheKey<V> key) {
    return new Lookup.Leased<>(new Lease<>(key, new Generation("clock"), Long.toString(now())));
  }

  @Override
  boolean put(Fill<?> fill) {
    String stone = redis.get(name(fill.lease().key().entry()) + ":stone");
    boolean later = stone == null || Long.parseLong(stone) < Long.parseLong(fill.lease().token());
    return later && super.put(fill);
  }

  @Override
  void forget(Invalidation.Entries entries) {
    names(entries).forEach(name -> redis.set(name + ":stone", Long.toString(now())));
    super.forget(entries);
  }
}
