package dev.ordercache.redis;

import dev.ordercache.cache.CacheEntry;
import dev.ordercache.cache.CacheOwner;
import dev.ordercache.cache.OrderCache;
import dev.ordercache.event.EventLog;
import dev.ordercache.event.EventPublisher;
import dev.ordercache.memory.CacheSettings;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.relay.RelayTarget;
import dev.ordercache.servers.RedisNode;
import dev.ordercache.tck.CacheUnderTest;
import dev.ordercache.tck.Gate;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The Redis adapters for the contract tests. */
final class RedisCacheUnderTest implements CacheUnderTest {

  private final String uri;
  private final RedisConnections connections;

  /** For what only an operator does, with redis-cli. */
  private final RedisConnections admin;

  private final CachePlan plan;
  private final RedisSettings settings;
  private final RedisOrderCache cache;
  private final RelayTarget target;
  private final RedisEventLog events;
  private final EventPublisher publisher;

  private RedisCacheUnderTest(String uri, String adminUri, CachePlan plan, RedisSettings settings) {
    this.uri = uri;
    this.plan = plan;
    this.settings = settings;
    connections = RedisConnections.open(uri, plan, settings);
    admin = RedisConnections.open(adminUri, plan, settings);
    cache = new RedisOrderCache(connections, plan, settings);
    target = new RedisRelayTarget(connections, plan, settings);
    events = new RedisEventLog(connections, plan, settings);
    publisher = new RedisEventPublisher(cache);
  }

  /** As a user with no more than the permissions in the README: with others all else is tested. */
  static RedisCacheUnderTest open(CacheSettings wanted) {
    RedisNode server = RedisNode.shared();
    CachePlan plan = plan(wanted);
    String uri = PermittedUser.create(server, plan.namespace(), PermittedUser.rules());
    return new RedisCacheUnderTest(uri, server.uri(), plan, settings(wanted));
  }

  private static CachePlan plan(CacheSettings wanted) {
    return RedisUnderTest.freshNamespace().toBuilder()
        .ttl(wanted.timeToLive())
        .negativeTtl(wanted.negativeTimeToLive())
        .stalenessBound(wanted.stalenessBound())
        .build();
  }

  private static RedisSettings settings(CacheSettings wanted) {
    return RedisUnderTest.LONG_TIMEOUTS
        .withLeaseTime(wanted.leaseTime())
        .withPagesPerList(wanted.pageLimit())
        .withMaxMemory(wanted.memory())
        .withKeptEvents(wanted.keptEvents());
  }

  static CacheUnderTest openAt(InetSocketAddress server) {
    String uri = "redis://" + server.getAddress().getHostAddress() + ":" + server.getPort();
    return new RedisCacheUnderTest(uri, uri, CachePlan.defaults(), RedisSettings.defaults());
  }

  /** Another instance's connections to the same Redis, through a gate. */
  RedisConnections through(Gate gate) {
    String gated = uri.replace(":" + RedisNode.shared().port(), ":" + gate.port());
    return RedisConnections.open(gated, plan, settings);
  }

  /** Another instance of the same cache. */
  RedisOrderCache instance(RedisConnections others) {
    return new RedisOrderCache(others, plan, settings);
  }

  /** A near cache in front of an instance. */
  RedisNearCache near(RedisOrderCache instance) {
    RedisNearCache near = new RedisNearCache(connections, instance, NearCacheSettings.defaults());
    near.start();
    return near;
  }

  @Override
  public OrderCache cache() {
    return cache;
  }

  @Override
  public RedisOrderCache cacheOf(CacheOwner table) {
    return new RedisOrderCache(connections, plan, settings, table);
  }

  @Override
  public RelayTarget target() {
    return target;
  }

  @Override
  public EventLog events() {
    return events;
  }

  @Override
  public EventLog eventsOf(CacheOwner table) {
    return new RedisEventLog(connections, plan, settings, table);
  }

  @Override
  public EventPublisher publisherOf(CacheOwner table) {
    return new RedisEventPublisher(cacheOf(table));
  }

  @Override
  public EventPublisher publisher() {
    return publisher;
  }

  @Override
  public void flush() {
    admin.factory().getConnection().serverCommands().flushAll();
  }

  @Override
  public void evict(CacheEntry entry) {
    String name =
        entry instanceof CacheEntry.OrderEntry order
            ? "order:" + order.id()
            : "list:" + ((CacheEntry.ListEntry) entry).status();
    String key = "oc:{" + plan.namespace() + "}:" + name;
    admin.factory().getConnection().keyCommands().del(key.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void ageLastRound(Duration duration) {
    byte[] relayKey = new Keyspace(plan.namespace()).relay();
    byte[] field = "applied".getBytes(StandardCharsets.UTF_8);
    admin.factory().getConnection().hashCommands().hIncrBy(relayKey, field, -duration.toMillis());
  }

  @Override
  public void close() {
    events.close();
    connections.close();
    admin.close();
  }
}
