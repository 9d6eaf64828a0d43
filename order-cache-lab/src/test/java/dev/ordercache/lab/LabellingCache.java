package dev.ordercache.lab;

import dev.ordercache.cache.CacheEntry.OrderEntry;
import dev.ordercache.cache.CacheKey.OrderKey;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.redis.RedisSettings;
import java.util.Objects;

/** The ordinary cache that keeps an entry that has the changed version already, or a later one. */
final class LabellingCache extends PlainCache {

  LabellingCache(String uri, CachePlan plan, RedisSettings settings) {
    super(uri, plan, settings);
  }

  @Override
  boolean put(Fill<?> fill) {
    if (fill.lease().key() instanceof OrderKey order) {
      long version = SharedServers.postgres().version(order.id().value());
      redis.hset(name(order.entry()), "version", Long.toString(version));
    }
    return super.put(fill);
  }

  @Override
  void forget(Invalidation.Entries entries) {
    OrderChange change = Objects.requireNonNull(entries.change());
    String order = name(new OrderEntry(change.id()));
    String label = redis.hget(order, "version");
    boolean current = label != null && Long.parseLong(label) >= change.version();
    names(entries).filter(name -> !(current && name.equals(order))).forEach(redis::del);
  }
}
