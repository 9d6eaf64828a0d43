package dev.ordercache.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.ordercache.OrderPage;
import dev.ordercache.cache.CacheKey;
import org.jspecify.annotations.Nullable;

/**
 * Values that this instance has decoded already. A lookup uses a copy only after Redis has
 * validated, in the lookup itself, that its own value is the same. So a repeated hit is neither
 * sent nor decoded again, and an outdated copy does no harm. Bounded by the number of orders. Safe
 * for use by many threads.
 */
final class ValidatedCopies {

  private final Cache<CacheKey<?>, ValidatedCopy<?>> copies;

  ValidatedCopies(long orders) {
    copies =
        Caffeine.newBuilder()
            .maximumWeight(orders)
            .weigher((CacheKey<?> key, ValidatedCopy<?> copy) -> weight(copy))
            .build();
  }

  @SuppressWarnings("unchecked") // the key's type is its value's
  <V> @Nullable ValidatedCopy<V> get(CacheKey<V> key) {
    return (ValidatedCopy<V>) copies.getIfPresent(key);
  }

  <V> void put(CacheKey<V> key, ValidatedCopy<V> copy) {
    copies.put(key, copy);
  }

  private static int weight(ValidatedCopy<?> copy) {
    return copy.snapshot().value() instanceof OrderPage page
        ? Math.max(1, page.orders().size())
        : 1;
  }
}
