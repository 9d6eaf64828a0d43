package dev.ordercache.tck;

import dev.ordercache.cache.CacheEntry;
import dev.ordercache.cache.CacheOwner;
import dev.ordercache.cache.OrderCache;
import dev.ordercache.event.EventLog;
import dev.ordercache.event.EventPublisher;
import dev.ordercache.relay.FreshnessFeed;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The adapters to one cache, and the ways in which a contract test acts on its server behind their
 * backs.
 */
public interface CacheUnderTest extends AutoCloseable {

  /** The readers' and writers' side. */
  OrderCache cache();

  /** The same for the readers and writers of a table that has this name. */
  OrderCache cacheOf(CacheOwner table);

  /** The relay's side of the same cache. */
  FreshnessFeed feed();

  /** The events that the same cache tells, and others with them. */
  EventLog events();

  /** The same events for the readers of a table that has this name. */
  EventLog eventsOf(CacheOwner table);

  /** Adds to the same events. */
  EventPublisher publisher();

  /** The same for changes of a table that has this name. */
  EventPublisher publisherOf(CacheOwner table);

  /** Loses everything, the feed, the guard and the events included, as {@code FLUSHALL}. */
  void flush();

  /** Loses one entry, as {@code DEL} by hand or an eviction. */
  void evict(CacheEntry entry);

  /** Lets the last round of the cache's relay be so much longer ago; the guard stays as it is. */
  void ageLastRound(Duration duration);

  /** Ends the connections. */
  @Override
  void close();

  /**
   * Returns when the cache's clock has moved on by so much. As given here it asks the server for
   * its time until it has; a cache with a clock that can be set overrides it.
   */
  default void passTime(Duration duration) {
    long end = feed().time() + duration.toMillis();
    while (feed().time() <= end) {
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }
}
