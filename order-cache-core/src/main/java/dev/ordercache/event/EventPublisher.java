package dev.ordercache.event;

import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.OrderCacheException;
import java.util.List;

/**
 * Publishes the outcomes of status changes to all instances, once the cache shows none of what they
 * made stale. Safe for use by many threads.
 */
@FunctionalInterface
public interface EventPublisher {

  /**
   * Deletes entries, as {@link dev.ordercache.cache.OrderCache#invalidate} does, and then publishes
   * events, in this order, both in one atomic step and one round trip: a reader of an event finds
   * none of the entries. Does nothing if both lists are empty.
   *
   * @param stale at most 1,000, each of a change
   * @param events at most 1,000
   * @throws OrderCacheException if the cache or the log cannot be reached; the entries may still
   *     have been deleted and the events published, and doing so again is allowed
   */
  void publish(List<Invalidation> stale, List<Event.StatusChanged> events);
}
