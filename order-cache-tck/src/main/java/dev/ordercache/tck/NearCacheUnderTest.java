package dev.ordercache.tck;

import dev.ordercache.cache.CacheEntry.ListEntry;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.NearCache;
import dev.ordercache.cache.OrderCache;

/** One instance with a near cache, and another instance of the same cache. */
public interface NearCacheUnderTest extends AutoCloseable {

  /** The instance's near cache. */
  NearCache near();

  /** The instance's own access to the cache, from which its near cache copies reads and fills. */
  OrderCache cache();

  /** Looks a value up, and runs the action between the server's reply and its arrival. */
  <V> Lookup<V> lookup(CacheKey<V> key, Runnable meanwhile);

  /** Notifies the instance that another one has deleted a list. */
  void changed(ListEntry list);

  /** Another instance, without a near cache, and the operations on the cache's server. */
  CacheUnderTest elsewhere();

  /** Returns when the server has answered a confirmation that began after this call. */
  void confirm();

  /** Closes both instances. */
  @Override
  void close();
}
