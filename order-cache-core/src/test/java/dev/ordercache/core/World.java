package dev.ordercache.core;

import dev.ordercache.Answer;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderSort;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.cache.CacheEntry.OrderEntry;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cacheaside.CacheAsideOrderQuery;
import dev.ordercache.cacheaside.CacheAsideSettings;
import dev.ordercache.memory.CacheSettings;
import dev.ordercache.memory.InMemoryOrderCache;
import dev.ordercache.memory.InMemoryOrders;
import dev.ordercache.memory.ManualClock;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.relay.ChangeLog.Term;
import dev.ordercache.relay.Progress;
import dev.ordercache.relay.RelayTarget.Round;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A database, a cache in front of it, and short methods to use them. */
final class World {

  final ManualClock clock = new ManualClock();
  final InMemoryOrders database = new InMemoryOrders(clock);
  final ObservedOrders observed = new ObservedOrders(database);
  final InMemoryOrderCache cache;
  final FlakyCache flaky;
  final CacheAsideOrderQuery query;

  World() {
    this(CacheSettings.defaults(), CacheAsideSettings.defaults());
  }

  World(CacheSettings cacheSettings, CacheAsideSettings settings) {
    this.cache = new InMemoryOrderCache(cacheSettings, clock);
    this.flaky = new FlakyCache(cache);
    this.query = new CacheAsideOrderQuery(observed, flaky, CachePlan.defaults(), settings);
  }

  /** Sets the guard for a minute, as a relay. */
  World guarded() {
    cache.takeOver(
        new Term(1, "world", new Progress(0, 0)),
        new Round(List.of(), cache.time(), Duration.ofMinutes(1)));
    return this;
  }

  Answer<Optional<Order>> find(long id) {
    return query.find(new OrderId(id));
  }

  void forget(long id) {
    cache.invalidate(List.of(Invalidation.of(new OrderEntry(new OrderId(id)))));
  }

  /** Takes a lease as a loader of another instance. */
  <V> Lease<V> leaseOfAnother(CacheKey<V> key) {
    Lookup<V> lookup = cache.<V>lookup(List.of(key)).get(0);
    return ((Lookup.Leased<V>) lookup).lease();
  }

  static PageRequest page(OrderStatus status, int limit) {
    return PageRequest.first(status, OrderSort.DUE, limit);
  }
}
