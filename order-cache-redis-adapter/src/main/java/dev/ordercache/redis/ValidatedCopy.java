package dev.ordercache.redis;

import dev.ordercache.Generation;
import dev.ordercache.cache.Lookup;
import org.jspecify.annotations.Nullable;

/**
 * A decoded value, good for as long as its entry has the same generation.
 *
 * @param hit the value and its generation
 * @param list what Redis last said of the list that holds the value; null for an order
 */
record ValidatedCopy<V>(Lookup.Hit<V> hit, @Nullable ListConfirmation list) {

  boolean isOf(Generation generation) {
    return generation.equals(hit.generation());
  }

  /**
   * Whether Redis has confirmed it within this time, in nanoseconds, see {@link RedisNearCache}.
   */
  boolean isConfirmed(long life, long now) {
    return list != null && list.confirms(hit.generation(), life, now);
  }
}
