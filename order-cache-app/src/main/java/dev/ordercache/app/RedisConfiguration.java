package dev.ordercache.app;

import dev.ordercache.Workflow;
import dev.ordercache.app.settings.AppSettings;
import dev.ordercache.app.settings.CacheSettings;
import dev.ordercache.redis.NearCacheSettings;
import dev.ordercache.redis.RedisConnections;
import dev.ordercache.redis.RedisNearCache;
import dev.ordercache.redis.RedisOrderCache;
import dev.ordercache.redis.RedisSettings;
import java.time.Duration;
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
        .withTtl(ttl, negative);
  }

  @Bean
  RedisConnections redis(Backends backends, RedisSettings settings) {
    return RedisConnections.open(backends.redisUri(), settings);
  }

  @Bean
  RedisOrderCache cache(RedisConnections redis, RedisSettings settings) {
    return new RedisOrderCache(redis, settings);
  }

  /**
   * Answers nothing unless it was started. Comes after the tables, so that a start that fails for
   * them does not tell of Redis too.
   */
  @Bean
  RedisNearCache near(
      RedisConnections redis,
      RedisOrderCache cache,
      AppSettings settings,
      Workflow workflow,
      Schema schema) {
    NearCacheSettings lists = NearCacheSettings.defaults().withLists(workflow.operatorStatuses());
    RedisNearCache near = new RedisNearCache(redis, cache, lists);
    if (settings.cache().nearCache()) {
      near.start();
    }
    return near;
  }
}
