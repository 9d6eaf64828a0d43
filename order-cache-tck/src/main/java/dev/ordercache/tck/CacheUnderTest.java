package dev.ordercache.tck;

import dev.ordercache.cache.CacheEntry;
import dev.ordercache.cache.CacheOwner;
import dev.ordercache.cache.OrderCache;
import dev.ordercache.event.EventLog;
import dev.ordercache.event.EventPublisher;
import dev.ordercache.relay.RelayTarget;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The adapters to one cache, and the operations by which a contract test acts on its server without
 * them.
 */
public interface CacheUnderTest extends AutoCloseable {

  /** The readers' and writers' side. */
  OrderCache cache();

  /** The same for the readers and writers of a table that has this name. */
  OrderCache cacheOf(CacheOwner table);

  /** The relay's side of the same cache. */
  RelayTarget target();

  /** The log of the events that the same cache and its publishers publish. */
  EventLog events();

  /** The same events for the readers of a table that has this name. */
  EventLog eventsOf(CacheOwner table);

  /** Invalidates the same cache, and publishes to its log of events. */
  EventPublisher publisher();

  /** The same for changes of a table that has this name. */
  EventPublisher publisherOf(CacheOwner table);

  /** Loses everything, including relay state, guard and events, as {@code FLUSHALL}. */
  void flush();

  /** Loses one entry, as {@code DEL} by hand or an eviction. */
  void evict(CacheEntry entry);

  /** Sets the time of the relay's last round back by this duration; the guard stays as it is. */
  void ageLastRound(Duration duration);

  /** Closes the connections. */
  @Override
  void close();

  /**
   * Returns when the cache's clock has advanced by this duration. This implementation polls the
   * server's time; a cache with a clock that can be set overrides it.
   */
  default void passTime(Duration duration) {
    long end = target().time().millis() + duration.toMillis();
    while (target().time().millis() <= end) {
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }
}
