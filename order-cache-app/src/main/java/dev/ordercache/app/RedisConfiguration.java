package dev.ordercache.app;

import dev.ordercache.Workflow;
import dev.ordercache.app.settings.AppSettings;
import dev.ordercache.app.settings.CacheSettings;
import dev.ordercache.app.settings.SettingsException;
import dev.ordercache.jdbc.JdbiChangeLog;
import dev.ordercache.redis.NearCacheSettings;
import dev.ordercache.redis.RedisConnections;
import dev.ordercache.redis.RedisNearCache;
import dev.ordercache.redis.RedisOrderCache;
import dev.ordercache.redis.RedisSettings;
import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The cache in Redis, and in front of it. */
@Configuration(proxyBeanMethods = false)
class RedisConfiguration {

  private static final Duration NEGATIVE_TTL = Duration.ofSeconds(10);

  @Bean
  RedisSettings redisSettings(AppSettings settings) {
    CacheSettings cache = settings.cache();
    Duration ttl = cache.ttl();
    Duration negative = ttl.compareTo(NEGATIVE_TTL) < 0 ? ttl : NEGATIVE_TTL;
    return RedisSettings.defaults()
        .withNamespace(cache.namespace())
        .withStalenessBound(cache.stalenessBound())
        .withMaxMemory(cache.maxMemory())
        .withTtl(ttl, negative);
  }

  /**
   * Comes after the tables, so that a start that fails for them does not say something about Redis
   * too.
   */
  @Bean
  RedisConnections redis(Backends backends, RedisSettings settings, Schema schema) {
    RedisConnections redis = RedisConnections.open(backends.redisUri(), settings);
    try {
      redis.checkServer();
      return redis;
    } catch (IllegalStateException e) {
      redis.close();
      throw new SettingsException(List.of("ORDER_CACHE_REDIS_URI: " + e.getMessage()));
    }
  }

  @Bean
  RedisOrderCache cache(RedisConnections redis, RedisSettings settings, JdbiChangeLog changeLog) {
    return new RedisOrderCache(redis, settings, changeLog.owner());
  }

  /** Answers nothing unless it was started. */
  @Bean
  RedisNearCache near(
      RedisConnections redis, RedisOrderCache cache, AppSettings settings, Workflow workflow) {
    NearCacheSettings lists = NearCacheSettings.defaults().withLists(workflow.operatorStatuses());
    RedisNearCache near = new RedisNearCache(redis, cache, lists);
    if (settings.cache().nearCache()) {
      near.start();
    }
    return near;
  }
}
