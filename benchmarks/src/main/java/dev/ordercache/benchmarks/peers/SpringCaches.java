package dev.ordercache.benchmarks.peers;

import java.util.Objects;
import java.util.function.Function;
import org.springframework.cache.Cache;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.cache.RedisCacheWriter;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Spring Cache with Redis: the calls that {@code @Cacheable} makes, without and with {@code sync =
 * true}, and {@code @CacheEvict}.
 */
final class SpringCaches implements PeerCache {

  private final LettuceConnectionFactory connections;
  private final Cache cache;
  private final PacedOrderQuery orders;
  private final boolean sync;

  private SpringCaches(
      Instance instance, Function<RedisConnectionFactory, RedisCacheWriter> writer, boolean sync) {
    this.connections =
        new LettuceConnectionFactory(
            LettuceConnectionFactory.createRedisConfiguration(instance.redisUri()));
    connections.afterPropertiesSet();
    connections.start();
    RedisCacheConfiguration settings =
        RedisCacheConfiguration.defaultCacheConfig().entryTtl(Peers.TTL);
    RedisCacheManager caches =
        RedisCacheManager.builder(writer.apply(connections)).cacheDefaults(settings).build();
    this.cache = Objects.requireNonNull(caches.getCache(sync ? "synchronised" : "plain"));
    this.orders = instance.orders();
    this.sync = sync;
  }

  static Peer plain() {
    return new Peer("Spring Cache", instance -> new SpringCaches(instance, defaults(), false));
  }

  static Peer immediate() {
    Function<RedisConnectionFactory, RedisCacheWriter> writer =
        factory ->
            RedisCacheWriter.create(
                factory, RedisCacheWriter.RedisCacheWriterConfigurer::immediateWrites);
    return new Peer(
        "Spring Cache, immediate writes", instance -> new SpringCaches(instance, writer, false));
  }

  static Peer sync() {
    return new Peer(
        "Spring Cache, sync = true", instance -> new SpringCaches(instance, defaults(), true));
  }

  static Peer locking() {
    Function<RedisConnectionFactory, RedisCacheWriter> writer =
        RedisCacheWriter::lockingRedisCacheWriter;
    return new Peer(
        "Spring Cache, sync = true, locking writer",
        instance -> new SpringCaches(instance, writer, true));
  }

  private static Function<RedisConnectionFactory, RedisCacheWriter> defaults() {
    return RedisCacheWriter::nonLockingRedisCacheWriter;
  }

  @Override
  public long version(Entry entry) {
    if (sync) {
      Long version = cache.get(entry.key(), () -> orders.version(entry.order()));
      return Objects.requireNonNull(version);
    }
    Long cached = cache.get(entry.key(), Long.class);
    if (cached != null) {
      return cached;
    }
    long version = orders.version(entry.order());
    cache.put(entry.key(), version);
    return version;
  }

  @Override
  public void evict(Entry entry, OrderRows.Update update) {
    cache.evict(entry.key());
  }

  @Override
  public void close() {
    connections.destroy();
  }
}
