package dev.ordercache.event;

import dev.ordercache.cache.OrderCacheException;
import java.util.List;

/**
 * Tells all instances what became of status changes. That orders and lists changed is told by the
 * cache itself, with the deletion. Safe for use by many threads.
 */
public interface EventPublisher {

  /**
   * Publishes events, in this order. Does nothing without any.
   *
   * @throws OrderCacheException if the log cannot be reached; they may have been published all the
   *     same, and publishing them again is allowed
   */
  void publish(List<Event.StatusChanged> events);
}
