package dev.ordercache.memory;

import dev.ordercache.cache.CacheEntry;
import dev.ordercache.cache.CacheOwner;
import dev.ordercache.cache.OrderCache;
import dev.ordercache.event.EventLog;
import dev.ordercache.event.EventPublisher;
import dev.ordercache.tck.CacheUnderTest;
import java.time.Duration;

/** The in-memory cache as the contracts require it. */
record InMemoryCacheUnderTest(InMemoryOrderCache cache, ManualClock clock)
    implements CacheUnderTest {

  @Override
  public OrderCache cacheOf(CacheOwner table) {
    return cache.of(table);
  }

  @Override
  public InMemoryOrderCache target() {
    return cache;
  }

  @Override
  public InMemoryEventLog events() {
    return cache.events();
  }

  @Override
  public EventLog eventsOf(CacheOwner table) {
    return cache.eventsOf(table);
  }

  @Override
  public EventPublisher publisherOf(CacheOwner table) {
    return cache.eventsOf(table);
  }

  @Override
  public EventPublisher publisher() {
    return cache;
  }

  @Override
  public void flush() {
    cache.flush();
  }

  @Override
  public void evict(CacheEntry entry) {
    cache.evict(entry);
  }

  @Override
  public void ageLastRound(Duration duration) {
    cache.ageLastRound(duration);
  }

  @Override
  public void passTime(Duration duration) {
    clock.advance(duration);
  }

  @Override
  public void close() {}
}
