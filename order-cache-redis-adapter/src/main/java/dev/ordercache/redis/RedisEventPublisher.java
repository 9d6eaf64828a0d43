package dev.ordercache.redis;

import dev.ordercache.background.FailureLog;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.OrderCacheException;
import dev.ordercache.event.Event;
import dev.ordercache.event.EventPublisher;
import java.util.ArrayList;
import java.util.List;

/**
 * Invalidates a cache and adds the outcomes of status changes to its stream of events: {@code
 * invalidate.lua}, one round trip. Publishes nothing while the namespace belongs to another table;
 * while it belongs to another server of the table, readers get a reset instead. Safe for use by
 * many threads.
 */
public final class RedisEventPublisher implements EventPublisher {

  private static final System.Logger LOG = System.getLogger(RedisEventPublisher.class.getName());

  /** Further events make another entry, so that an entry is of bounded size. */
  private static final int MAX_PER_ENTRY = 20;

  private final RedisOrderCache cache;
  private final FailureLog refusals = new FailureLog(LOG, "Status changes are not published");

  /** For the readers of this cache, and of a {@link RedisEventLog} of the same namespace. */
  public RedisEventPublisher(RedisOrderCache cache) {
    this.cache = cache;
  }

  @Override
  public void publish(List<Invalidation> stale, List<Event.StatusChanged> events) {
    List<String> entries = new ArrayList<>();
    for (int from = 0; from < events.size(); from += MAX_PER_ENTRY) {
      int to = Math.min(from + MAX_PER_ENTRY, events.size());
      entries.add(EventCodec.encode(events.subList(from, to)));
    }
    OrderCacheException foreign = cache.invalidate(stale, entries);
    if (foreign == null) {
      refusals.succeeded();
    } else {
      refusals.failed(foreign);
    }
  }
}
