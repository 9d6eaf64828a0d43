package dev.ordercache.event;

import dev.ordercache.cache.OrderCacheException;
import java.util.List;

/**
 * Publishes the outcomes of status changes to all instances. The cache itself publishes that orders
 * and lists changed, with the deletion. Safe for use by many threads.
 */
public interface EventPublisher {

  /**
   * Publishes events, in this order. Does nothing if there are none.
   *
   * @throws OrderCacheException if the log cannot be reached; the events may still have been
   *     published, and publishing them again is allowed
   */
  void publish(List<Event.StatusChanged> events);
}
