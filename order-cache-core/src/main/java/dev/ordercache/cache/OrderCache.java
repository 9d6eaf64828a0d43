package dev.ordercache.cache;

import java.util.List;

/**
 * The cache. A value enters it in one way only: a lookup that finds nothing grants a lease, the
 * caller reads the database, and the fill is accepted if the lease still exists. So a value that
 * was read before an invalidation cannot be written after it.
 *
 * <p>A cache is bounded: a list in the number of its pages, all entries together in their memory.
 * Near the bound, a value that is requested for the first time is {@link Lookup.Full}. A value that
 * this instance was recently asked for is still stored; such a page behind a cursor may replace
 * another one. Counts and first pages always have room. So values that are requested once cannot
 * evict values that are requested often. The number of orders cached as nonexistent is bounded too:
 * further fills are refused.
 *
 * <p>Each call is one round trip and atomic for each entry. Values have a time to live that reads
 * do not extend. Every instance has its own staleness bound, and a hit keeps it whatever the bound
 * of the relay that sets the freshness guard. A cache belongs to one table: for the readers and
 * writers of another, lookups fail, fills are refused, and invalidations after changes do nothing.
 * Until the owner of the cache is known, nothing is verified or filled. Implementations are safe
 * for use by many threads, and every call ends in finite time.
 */
public interface OrderCache {

  /**
   * Looks values up.
   *
   * @param keys distinct, at most 1,000
   * @return one result per key, in their order
   * @throws OrderCacheException if the cache cannot be reached
   */
  <V> List<Lookup<V>> lookup(List<? extends CacheKey<V>> keys);

  /**
   * Offers loaded values.
   *
   * @param fills at most 1,000
   * @return for each whether it was accepted, in their order. A refusal is normal: the value was
   *     invalidated, evicted or loaded by another caller meanwhile, or too many orders are cached
   *     as nonexistent.
   * @throws OrderCacheException if the cache cannot be reached
   */
  List<Boolean> fill(List<? extends Fill<?>> fills);

  /**
   * Releases leases without values, so that the next caller need not wait until they expire.
   * Ignores leases that no longer exist.
   *
   * @param leases at most 1,000
   * @throws OrderCacheException if the cache cannot be reached
   */
  void release(List<? extends Lease<?>> leases);

  /**
   * Deletes entries. Call it after the commit of the change that made them stale, never before.
   *
   * @param invalidations at most 1,000
   * @throws OrderCacheException if the cache cannot be reached, if it is not known whether it
   *     belongs to another table, or if it does and one of the invalidations has no change
   */
  void invalidate(List<Invalidation> invalidations);
}
