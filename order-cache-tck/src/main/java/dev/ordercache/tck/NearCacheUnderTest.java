package dev.ordercache.tck;

import dev.ordercache.cache.NearCache;
import dev.ordercache.cache.OrderCache;

/** One instance with a near cache, and another instance of the same cache. */
public interface NearCacheUnderTest extends AutoCloseable {

  /** What the instance answers from memory. */
  NearCache near();

  /**
   * The instance's own way to the cache, on which its near cache learns what it reads and fills.
   */
  OrderCache cache();

  /** Another instance, without a near cache, and what else acts on the cache's server. */
  CacheUnderTest elsewhere();

  /** Returns when the near cache has asked the server, after this call began, what is still so. */
  void confirm();

  /** Ends both instances. */
  @Override
  void close();
}
