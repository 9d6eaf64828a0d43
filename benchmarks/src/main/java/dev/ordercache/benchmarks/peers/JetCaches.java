package dev.ordercache.benchmarks.peers;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.CacheBuilder;
import com.alicp.jetcache.SimpleCacheManager;
import com.alicp.jetcache.anno.CacheType;
import com.alicp.jetcache.embedded.CaffeineCacheBuilder;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import com.alicp.jetcache.support.Fastjson2KeyConvertor;
import com.alicp.jetcache.support.JavaValueDecoder;
import com.alicp.jetcache.support.JavaValueEncoder;
import com.alicp.jetcache.template.CacheBuilderTemplate;
import com.alicp.jetcache.template.NotifyMonitorInstaller;
import com.alicp.jetcache.template.QuickConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * JetCache: {@code computeIfAbsent} and {@code remove}, on a cache that its manager has created.
 */
final class JetCaches implements PeerCache {

  private static final int LOCAL_LIMIT = 100_000;

  private final RedisClient client;
  private final SimpleCacheManager caches = new SimpleCacheManager();
  private final Cache<String, Long> cache;
  private final PacedOrderQuery orders;

  private JetCaches(Instance instance, String name, UnaryOperator<QuickConfig.Builder> config) {
    client = RedisClient.create(instance.redisUri());
    caches.setCacheBuilderTemplate(template(client));
    QuickConfig.Builder builder = QuickConfig.newBuilder(name).expire(Peers.TTL);
    cache = caches.getOrCreateCache(config.apply(builder).build());
    orders = instance.orders();
  }

  static Peer remote() {
    return peer("remote", builder -> builder.cacheType(CacheType.REMOTE));
  }

  static Peer remoteProtected() {
    return peer(
        "remote, penetration protect",
        builder -> builder.cacheType(CacheType.REMOTE).penetrationProtect(true));
  }

  static Peer twoLevel() {
    return peer(
        "two-level",
        builder -> builder.cacheType(CacheType.BOTH).localLimit(LOCAL_LIMIT).syncLocal(false));
  }

  static Peer twoLevelSynchronised() {
    return peer(
        "two-level, syncLocal",
        builder -> builder.cacheType(CacheType.BOTH).localLimit(LOCAL_LIMIT).syncLocal(true));
  }

  private static Peer peer(String name, UnaryOperator<QuickConfig.Builder> config) {
    String cacheName = name.replaceAll("[^a-zA-Z]", "") + ":";
    return new Peer("JetCache " + name, instance -> new JetCaches(instance, cacheName, config));
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // JetCache's own builders are raw
  private static CacheBuilderTemplate template(RedisClient client) {
    CacheBuilder local =
        CaffeineCacheBuilder.createCaffeineCacheBuilder()
            .keyConvertor(Fastjson2KeyConvertor.INSTANCE)
            .limit(LOCAL_LIMIT)
            .expireAfterWrite(Peers.TTL.toMillis(), TimeUnit.MILLISECONDS);
    CacheBuilder remote =
        RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
            .redisClient(client)
            .pubSubConnection(client.connectPubSub(ByteArrayCodec.INSTANCE))
            .keyConvertor(Fastjson2KeyConvertor.INSTANCE)
            .valueEncoder(JavaValueEncoder.INSTANCE)
            .valueDecoder(JavaValueDecoder.INSTANCE)
            .broadcastChannel("jetcache")
            .keyPrefix("jetcache:")
            .expireAfterWrite(Peers.TTL.toMillis(), TimeUnit.MILLISECONDS);
    CacheBuilderTemplate template =
        new CacheBuilderTemplate(false, Map.of("default", local), Map.of("default", remote));
    template.getCacheMonitorInstallers().add(new NotifyMonitorInstaller(area -> remote));
    return template;
  }

  @Override
  public long version(Entry entry) {
    return cache.computeIfAbsent(entry.key(), key -> orders.version(entry.order()));
  }

  @Override
  public void evict(Entry entry, OrderRows.Update update) {
    cache.remove(entry.key());
  }

  @Override
  public void close() {
    caches.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }
}
