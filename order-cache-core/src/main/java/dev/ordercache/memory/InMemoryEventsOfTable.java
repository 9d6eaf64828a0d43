package dev.ordercache.memory;

import static dev.ordercache.cache.CacheOwner.tableOf;

import dev.ordercache.cache.CacheOwner;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.OrderCacheException;
import dev.ordercache.event.Event;
import dev.ordercache.event.EventLog;
import dev.ordercache.event.EventPublisher;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events of a cache for the readers and writers of one table. Their owner is compared when a
 * read begins. Safe for use by many threads.
 *
 * @param cache the cache of the events
 * @param table names the table
 */
public record InMemoryEventsOfTable(InMemoryOrderCache cache, CacheOwner table)
    implements EventLog, EventPublisher {

  @Override
  public List<Entry> read(@Nullable String position, Duration timeout) {
    synchronized (cache) {
      if (cache.isForeign(name(), cache.owner())) {
        throw new OrderCacheException("the events belong to " + cache.owner(), null);
      }
    }
    return cache.events().read(position, timeout);
  }

  @Override
  public void publish(List<Invalidation> stale, List<Event.StatusChanged> events) {
    synchronized (cache) {
      String mine = name();
      if (!cache.isForeign(mine, cache.owner())) {
        cache.publish(stale, events);
      } else if (!cache.isForeign(tableOf(mine), tableOf(cache.owner()))) {
        cache.invalidateUnmarked(stale);
        if (!events.isEmpty()) {
          cache.events().publishReset();
        }
      }
    }
  }

  private String name() {
    return table
        .name()
        .orElseThrow(
            () -> new OrderCacheException("the owner of the events cannot be compared yet", null));
  }
}
