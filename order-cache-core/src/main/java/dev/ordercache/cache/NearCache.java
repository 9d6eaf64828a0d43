package dev.ordercache.cache;

import org.jspecify.annotations.Nullable;

/**
 * Values in this process' memory that the cache has confirmed recently, so that it need not be
 * asked again. Safe for use by many threads.
 */
@FunctionalInterface
public interface NearCache {

  /**
   * Finds a value without a remote call. It keeps the same staleness bound as a hit in the cache; a
   * change that this process has invalidated is visible at once, another process' change after 200
   * ms at the latest.
   *
   * @return a hit, or null if the cache must be asked
   */
  <V> Lookup.@Nullable Hit<V> get(CacheKey<V> key);
}
