package dev.ordercache.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.ordercache.OrderPage;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.Lookup;
import org.jspecify.annotations.Nullable;

/**
 * Values that this instance has decoded already. A lookup uses a copy only after Redis has
 * validated, in the lookup itself, that the entry still has the copy's generation. So a repeated
 * hit is neither sent nor decoded again, and an outdated copy does no harm. Bounded by the number
 * of orders. Safe for use by many threads.
 */
final class ValidatedCopies {

  private final Cache<CacheKey<?>, ValidatedCopy<?>> copies;
  private final ListConfirmations confirmations;

  ValidatedCopies(long orders, ListConfirmations confirmations) {
    this.confirmations = confirmations;
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

  <V> void put(CacheKey<V> key, Lookup.Hit<V> hit) {
    copies.put(key, new ValidatedCopy<>(hit, confirmations.of(key.entry())));
  }

  private static int weight(ValidatedCopy<?> copy) {
    return copy.hit().snapshot().value() instanceof OrderPage page
        ? Math.max(1, page.orders().size())
        : 1;
  }
}
