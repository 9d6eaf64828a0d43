package dev.ordercache.app;

import dev.ordercache.app.settings.AppSettings;
import dev.ordercache.app.settings.SettingsException;
import dev.ordercache.jdbc.JdbiChangeLog;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.redis.NearCacheSettings;
import dev.ordercache.redis.RedisConnections;
import dev.ordercache.redis.RedisNearCache;
import dev.ordercache.redis.RedisOrderCache;
import dev.ordercache.redis.RedisSettings;
import java.util.List;
import java.util.Objects;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Sets up the cache in Redis and the near cache in front of it. */
@Configuration(proxyBeanMethods = false)
class RedisConfiguration {

  @Bean
  RedisSettings redisSettings(AppSettings settings) {
    return RedisSettings.defaults().withMaxMemory(settings.cache().maxMemory());
  }

  /** Created after the tables, so that a start that fails on them does not report Redis too. */
  @Bean
  RedisConnections redis(AppSettings app, CachePlan plan, RedisSettings settings, Schema schema) {
    String uri = Objects.requireNonNull(app.redisUri(), "the settings name no Redis");
    RedisConnections redis = RedisConnections.open(uri, plan, settings);
    try {
      redis.checkServer();
      return redis;
    } catch (IllegalStateException e) {
      redis.close();
      throw new SettingsException(List.of("ORDER_CACHE_REDIS_URI: " + e.getMessage()));
    }
  }

  @Bean
  RedisOrderCache cache(
      RedisConnections redis, CachePlan plan, RedisSettings settings, JdbiChangeLog changeLog) {
    return new RedisOrderCache(redis, plan, settings, changeLog.owner());
  }

  /** Answers nothing unless it was started. */
  @Bean
  RedisNearCache near(RedisConnections redis, RedisOrderCache cache, CachePlan plan) {
    RedisNearCache near = new RedisNearCache(redis, cache, NearCacheSettings.defaults());
    if (plan.nearCache()) {
      near.start();
    }
    return near;
  }
}
