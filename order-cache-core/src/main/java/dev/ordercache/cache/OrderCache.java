package dev.ordercache.cache;

import java.util.List;

/**
 * The cache. A value gets into it in one way only: a lookup that finds nothing gives a lease, the
 * caller reads the database, and the fill is accepted if the lease is still there. So a value that
 * was read before an invalidation cannot be written after it.
 *
 * <p>A cache is bounded: a list in the number of its pages, all together in their memory. Near the
 * bound it is {@link Lookup.Full} for what is asked for the first time, and takes what this
 * instance was asked for lately; such a page behind a cursor may take the place of another one.
 * Counts and first pages always have room. So what is asked for once cannot push out what is asked
 * for all the time. How many orders are known not to exist is bounded too, by refused fills.
 *
 * <p>Each call is one round trip and atomic for each entry. Values have a time to live that reads
 * do not extend. Every instance has a staleness bound of its own, and a hit keeps it whatever the
 * bound of the relay that vouches for the cache. A cache is one table's: for the readers and
 * writers of another, lookups fail, fills are refused, and invalidations after changes do nothing.
 * Until it is known whose cache it is, nothing is verified or filled. Implementations are safe for
 * use by many threads, and every call ends in finite time.
 */
public interface OrderCache {

  /**
   * Looks values up.
   *
   * @param keys different ones, at most 1,000
   * @return one result per key, in their order
   * @throws OrderCacheException if the cache cannot be reached
   */
  <V> List<Lookup<V>> lookup(List<? extends CacheKey<V>> keys);

  /**
   * Offers loaded values.
   *
   * @param fills at most 1,000
   * @return for each whether it was taken, in their order. A refusal is normal: the value was
   *     invalidated, evicted or loaded by somebody else meanwhile, or too many orders are known not
   *     to exist.
   * @throws OrderCacheException if the cache cannot be reached
   */
  List<Boolean> fill(List<? extends Fill<?>> fills);

  /**
   * Gives leases back without values, so that the next caller need not wait for their end. Leaves
   * out those that are not there any more.
   *
   * @param leases at most 1,000
   * @throws OrderCacheException if the cache cannot be reached
   */
  void release(List<? extends Lease<?>> leases);

  /**
   * Deletes entries. Call it after the commit of what made them stale, never before.
   *
   * @param invalidations at most 1,000
   * @throws OrderCacheException if the cache cannot be reached, if it is not known whether it is
   *     another table's, or if it is and one of them is not of a change
   */
  void invalidate(List<Invalidation> invalidations);
}
