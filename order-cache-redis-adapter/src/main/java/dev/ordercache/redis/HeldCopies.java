package dev.ordercache.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.ordercache.OrderPage;
import dev.ordercache.cache.CacheKey;
import org.jspecify.annotations.Nullable;

/**
 * Values that this instance has decoded already. A copy is used only after Redis has said, in the
 * lookup itself, that its own value is the very same; so a hit that repeats itself neither travels
 * nor is decoded again, and a copy that is out of date does no harm. Bounded by the number of
 * orders. Safe for use by many threads.
 */
final class HeldCopies {

  private final Cache<CacheKey<?>, HeldCopy<?>> copies;

  HeldCopies(long orders) {
    copies =
        Caffeine.newBuilder()
            .maximumWeight(orders)
            .weigher((CacheKey<?> key, HeldCopy<?> copy) -> weight(copy))
            .build();
  }

  @SuppressWarnings("unchecked") // the key's type is its value's
  <V> @Nullable HeldCopy<V> get(CacheKey<V> key) {
    return (HeldCopy<V>) copies.getIfPresent(key);
  }

  <V> void put(CacheKey<V> key, HeldCopy<V> copy) {
    copies.put(key, copy);
  }

  private static int weight(HeldCopy<?> copy) {
    return copy.snapshot().value() instanceof OrderPage page
        ? Math.max(1, page.orders().size())
        : 1;
  }
}
