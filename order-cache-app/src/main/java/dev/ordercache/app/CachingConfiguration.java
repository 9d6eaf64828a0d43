package dev.ordercache.app;

import dev.ordercache.app.settings.AppSettings;
import dev.ordercache.app.settings.ChangeSettings;
import dev.ordercache.app.settings.SettingsException;
import dev.ordercache.app.settings.StatusChangeMode;
import dev.ordercache.caching.ConfigurationException;
import dev.ordercache.caching.OrderCaching;
import dev.ordercache.caching.OrderCachingBuilder;
import dev.ordercache.consistency.ConsistencySettings;
import dev.ordercache.micrometer.OrderCachingMetrics;
import dev.ordercache.redis.RedisSettings;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.WorkerSettings;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.Objects;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Sets up the order cache and its metrics. */
@Configuration(proxyBeanMethods = false)
class CachingConfiguration {

  private static final Map<String, String> SETTINGS =
      Map.of(
          "jdbcUrl", "ORDER_CACHE_JDBC_URL",
          "directUrl", "ORDER_CACHE_JDBC_DIRECT_URL",
          "database", "ORDER_CACHE_JDBC_URL",
          "redisUri", "ORDER_CACHE_REDIS_URI",
          "namespace", "ORDER_CACHE_NAMESPACE",
          "table", "ORDER_CACHE_TABLE",
          "columns", "ORDER_CACHE_COLUMNS");

  @Bean
  OrderCachingBuilder cachingBuilder(AppSettings settings) {
    ChangeSettings changes = settings.statusChanges();
    WorkerSettings workers = WorkerSettings.defaults();
    OrderCachingBuilder builder =
        OrderCaching.builder(settings.plan())
            .database(Objects.requireNonNull(settings.jdbc()))
            .redis(Objects.requireNonNull(settings.redisUri()))
            .settings(RedisSettings.defaults().withMaxMemory(settings.cache().maxMemory()))
            .settings(
                ConsistencySettings.defaults().withSample(settings.cache().consistencySample()))
            .settings(QueueSettings.defaults().withArchive(changes.archive()))
            .settings(
                workers
                    .withGrace(changes.grace())
                    .withWorkers(changes.workers(), workers.orders())
                    .withTimes(workers.idle(), workers.sweepAfter(), changes.retention()));
    if (changes.mode() == StatusChangeMode.SAGA) {
      builder.saga(changes.recovery());
    }
    return settings.cache().preload() ? builder : builder.withoutPreload();
  }

  /** Started last, when the events and the metrics have their listeners. */
  @Bean
  OrderCaching caching(OrderCachingBuilder builder, DatabasePreparation preparation) {
    OrderCaching caching = build(builder);
    try {
      preparation.prepare(caching.parts().migrations());
      return caching;
    } catch (RuntimeException e) {
      caching.close();
      throw e;
    }
  }

  /** Names the settings where the library names its own values. */
  private static OrderCaching build(OrderCachingBuilder builder) {
    try {
      return builder.build();
    } catch (ConfigurationException e) {
      throw new SettingsException(
          e.problems().stream()
              .map(problem -> SETTINGS.get(problem.name()) + ": " + problem.message())
              .toList());
    } catch (IllegalStateException e) {
      throw new IllegalStateException(e.getMessage() + " (ORDER_CACHE_JDBC_URL)", e.getCause());
    }
  }

  @Bean
  JvmGcMetrics published(OrderCaching caching, PrometheusMeterRegistry metrics) {
    OrderCachingMetrics.bind(metrics, caching);
    return JvmMetrics.bind(metrics);
  }
}
