package dev.ordercache.redis;

import dev.ordercache.cache.CacheEntry;
import dev.ordercache.cache.CacheOwner;
import dev.ordercache.cache.OrderCache;
import dev.ordercache.event.EventLog;
import dev.ordercache.event.EventPublisher;
import dev.ordercache.relay.FreshnessFeed;
import dev.ordercache.tck.CacheContractSettings;
import dev.ordercache.tck.CacheUnderTest;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The Redis adapters for the contract tests. */
final class RedisCacheUnderTest implements CacheUnderTest {

  private final RedisConnections connections;

  /** For what only a person at redis-cli does. */
  private final RedisConnections admin;

  private final RedisSettings settings;
  private final OrderCache cache;
  private final FreshnessFeed feed;
  private final RedisEventLog events;
  private final EventPublisher publisher;

  private RedisCacheUnderTest(String uri, String adminUri, RedisSettings settings) {
    this.settings = settings;
    connections = RedisConnections.open(uri, settings);
    admin = RedisConnections.open(adminUri, settings);
    cache = new RedisOrderCache(connections, settings);
    feed = new RedisFreshnessFeed(connections, settings);
    events = new RedisEventLog(connections, settings);
    publisher = new RedisEventPublisher(connections, settings);
  }

  static RedisCacheUnderTest open(CacheContractSettings wanted) {
    String uri = RedisServerProcess.shared().uri();
    return new RedisCacheUnderTest(uri, uri, settings(wanted));
  }

  /** As a user who may do what the README says. */
  static RedisCacheUnderTest openPermitted(CacheContractSettings wanted) {
    RedisServerProcess server = RedisServerProcess.shared();
    RedisSettings settings = settings(wanted);
    String uri = PermittedUser.create(server, settings.namespace(), PermittedUser.rules());
    return new RedisCacheUnderTest(uri, server.uri(), settings);
  }

  private static RedisSettings settings(CacheContractSettings wanted) {
    return RedisUnderTest.freshNamespace()
        .withTtl(wanted.timeToLive(), wanted.negativeTimeToLive())
        .withStalenessBound(wanted.stalenessBound())
        .withLeaseTime(wanted.leaseTime())
        .withPagesPerList(wanted.pageLimit())
        .withMaxMemory(wanted.memory())
        .withKeptEvents(wanted.keptEvents());
  }

  static CacheUnderTest openAt(InetSocketAddress server) {
    String uri = "redis://" + server.getAddress().getHostAddress() + ":" + server.getPort();
    return new RedisCacheUnderTest(uri, uri, RedisSettings.defaults());
  }

  /** Another instance of the same cache. */
  RedisOrderCache otherInstance() {
    return new RedisOrderCache(connections, settings);
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
  public OrderCache cacheOf(CacheOwner table) {
    return new RedisOrderCache(connections, settings, table);
  }

  @Override
  public FreshnessFeed feed() {
    return feed;
  }

  @Override
  public EventLog events() {
    return events;
  }

  @Override
  public EventLog eventsOf(CacheOwner table) {
    return new RedisEventLog(connections, settings, table);
  }

  @Override
  public EventPublisher publisherOf(CacheOwner table) {
    return new RedisEventPublisher(connections, settings, table);
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
    String key = "oc:{" + settings.namespace() + "}:" + name;
    admin.factory().getConnection().keyCommands().del(key.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void ageLastRound(Duration duration) {
    byte[] feedKey = new Keyspace(settings.namespace()).feed();
    byte[] field = "drained".getBytes(StandardCharsets.UTF_8);
    admin.factory().getConnection().hashCommands().hIncrBy(feedKey, field, -duration.toMillis());
  }

  @Override
  public void close() {
    events.close();
    connections.close();
    admin.close();
  }
}
