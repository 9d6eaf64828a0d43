package dev.ordercache.lab;

import dev.ordercache.Order;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.redis.RedisSettings;
import java.util.Optional;

/** The ordinary cache that remembers, beside an order, the oldest version that may be put. */
final class FencedCache extends PlainCache {

  FencedCache(String uri, CachePlan plan, RedisSettings settings) {
    super(uri, plan, settings);
  }

  @Override
  void forget(Invalidation.Entries entries) {
    OrderChange change = entries.change();
    if (change != null) {
      redis.set(fence(change.id().value()), Long.toString(change.version()));
    }
    super.forget(entries);
  }

  @Override
  boolean put(Fill<?> fill) {
    if (fill.snapshot().value() instanceof Optional<?> found
        && found.orElse(null) instanceof Order order) {
      String oldest = redis.get(fence(order.id().value()));
      if (oldest != null && order.version() < Long.parseLong(oldest)) {
        return false;
      }
    }
    return super.put(fill);
  }

  private String fence(long id) {
    return prefix + "fence:" + id;
  }
}
