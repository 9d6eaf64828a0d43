package dev.ordercache.redis;

import dev.ordercache.OrderId;
import dev.ordercache.Snapshot;
import dev.ordercache.cache.CacheEntry.OrderEntry;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.CacheKey.OrderKey;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.InvalidationPolicy;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.event.Event;
import dev.ordercache.event.EventLog;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.relay.ChangeLog.Term;
import dev.ordercache.relay.Progress;
import dev.ordercache.relay.RelayTarget.Reply;
import dev.ordercache.relay.RelayTarget.Round;
import dev.ordercache.servers.RedisNode;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** A cache and its target in a namespace of their own, and the same Redis as redis-cli sees it. */
final class RedisUnderTest implements AutoCloseable {

  static final String ORIGIN = "db-1";

  /** For tests that do not test timeouts, on busy machines. */
  static final RedisSettings LONG_TIMEOUTS =
      RedisSettings.defaults().withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(5));

  final CachePlan plan;
  final RedisSettings settings;
  final RedisConnections connections;
  final RedisOrderCache cache;
  final RedisRelayTarget target;
  final RedisEventLog events;
  final RedisEventPublisher publisher;
  final RedisCommands<String, String> raw;
  final String prefix;
  private final RedisClient client;

  RedisUnderTest(RedisNode server, CachePlan plan) {
    this(server, plan, LONG_TIMEOUTS);
  }

  private RedisUnderTest(RedisNode server, CachePlan plan, RedisSettings settings) {
    this.plan = plan;
    this.settings = settings;
    connections = RedisConnections.open(server.uri(), plan, settings);
    cache = new RedisOrderCache(connections, plan, settings);
    target = new RedisRelayTarget(connections, plan, settings);
    events = new RedisEventLog(connections, plan, settings);
    publisher = new RedisEventPublisher(cache);
    client = RedisClient.create(server.uri());
    StatefulRedisConnection<String, String> connection = client.connect();
    raw = connection.sync();
    prefix = "oc:{" + plan.namespace() + "}:";
  }

  /** On the shared server, with default settings. */
  static RedisUnderTest create() {
    return create(freshNamespace());
  }

  static RedisUnderTest create(CachePlan plan) {
    return create(plan, LONG_TIMEOUTS);
  }

  static RedisUnderTest create(CachePlan plan, RedisSettings settings) {
    return new RedisUnderTest(RedisNode.shared(), plan, settings);
  }

  /** Another instance of the same cache. */
  RedisOrderCache otherInstance() {
    return new RedisOrderCache(connections, plan, settings);
  }

  static CachePlan freshNamespace() {
    return CachePlan.builder()
        .namespace(UUID.randomUUID().toString())
        .stalenessBound(Duration.ofHours(1))
        .build();
  }

  /** Begins a term of the relay, with a guard of a minute. */
  Reply setGuard(long term) {
    return target.takeOver(term(term, 0, 0), round(60_000));
  }

  RedisUnderTest guarded() {
    setGuard(1);
    return this;
  }

  Round round(long guardMillis, Invalidation... invalidations) {
    return new Round(List.of(invalidations), target.time(), Duration.ofMillis(guardMillis));
  }

  static Term term(long number, long ackTerm, long ackSeq) {
    return new Term(number, ORIGIN, new Progress(ackTerm, ackSeq));
  }

  static OrderKey key(long id) {
    return new OrderKey(new OrderId(id));
  }

  <V> Lookup<V> lookup(CacheKey<V> key) {
    return cache.lookup(List.of(key)).get(0);
  }

  <V> Lease<V> lease(CacheKey<V> key) {
    return ((Lookup.Leased<V>) lookup(key)).lease();
  }

  <V> boolean fill(Lease<V> lease, Snapshot<V> snapshot) {
    return cache.fill(List.of(new Fill<>(lease, snapshot))).get(0);
  }

  <V> Lease<V> cached(CacheKey<V> key, Snapshot<V> snapshot) {
    Lease<V> lease = lease(key);
    if (!fill(lease, snapshot)) {
      throw new AssertionError("not filled: " + key);
    }
    return lease;
  }

  static String newest(RedisEventLog events) {
    return events.read(null, Duration.ofMillis(1)).get(0).position();
  }

  /** The events that are present already. */
  List<Event> eventsAfter(String position) {
    return events.read(position, Duration.ofMillis(1)).stream().map(EventLog.Entry::event).toList();
  }

  /** Does what a writer does after its commit. */
  void invalidate(OrderChange change) {
    cache.invalidate(List.of(Invalidation.after(change, InvalidationPolicy.orderAndLists())));
  }

  void invalidate(long id) {
    cache.invalidate(List.of(Invalidation.of(new OrderEntry(new OrderId(id)))));
  }

  @Override
  public void close() {
    events.close();
    connections.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
  }
}
