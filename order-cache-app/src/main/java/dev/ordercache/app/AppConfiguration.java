package dev.ordercache.app;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import dev.ordercache.app.events.EventHub;
import dev.ordercache.app.http.HttpServer;
import dev.ordercache.app.http.Routes;
import dev.ordercache.app.settings.AppSettings;
import dev.ordercache.app.settings.SettingsException;
import dev.ordercache.app.users.Logins;
import dev.ordercache.cache.OrderCache;
import dev.ordercache.cacheaside.CacheAsideOrderQuery;
import dev.ordercache.cacheaside.CacheAsideSettings;
import dev.ordercache.consistency.ConsistencyChecker;
import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.jdbc.JdbiChangeLog;
import dev.ordercache.jdbc.JdbiOrderQuery;
import dev.ordercache.jdbc.PostgresDataSources;
import dev.ordercache.micrometer.CacheAsideMetrics;
import dev.ordercache.micrometer.RedisMetrics;
import dev.ordercache.micrometer.RelayMetrics;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.preload.Preload;
import dev.ordercache.preload.PreloadSettings;
import dev.ordercache.redis.RedisConnections;
import dev.ordercache.redis.RedisNearCache;
import dev.ordercache.redis.RedisOrderCache;
import dev.ordercache.redis.RedisRelayTarget;
import dev.ordercache.redis.RedisSettings;
import dev.ordercache.relay.ChangeRelay;
import dev.ordercache.relay.RelaySettings;
import dev.ordercache.statuschange.StatusChanges;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Wires all parts of the application; no other class refers to all of them. Connection pools are
 * injected by the name of the parameter.
 */
@Configuration(proxyBeanMethods = false)
@Import({
  RedisConfiguration.class,
  ConsistencyConfiguration.class,
  StatusChangeConfiguration.class,
  EventConfiguration.class,
  UserConfiguration.class
})
class AppConfiguration {

  private static final int CHANGE_CONNECTIONS = 4;

  @Bean
  JdbcSettings database(AppSettings settings) {
    return Objects.requireNonNull(settings.jdbc(), "the settings name no PostgreSQL");
  }

  @Bean
  CachePlan plan(AppSettings settings) {
    return settings.plan();
  }

  /** Created before the beans that read the tables. */
  @Bean
  Schema schema(JdbcSettings database, CachePlan plan, DatabasePreparation preparation) {
    Schema schema = new Schema(database, plan.table());
    schema.migrate();
    preparation.prepare(schema.connections());
    return schema;
  }

  @Bean
  HikariDataSource connections(
      JdbcSettings database, Schema schema, PrometheusMeterRegistry metrics) {
    return pool(database, "order-cache-reads", metrics);
  }

  /** A separate pool, so that a burst of changes does not keep readers from the database. */
  @Bean
  HikariDataSource changeConnections(
      JdbcSettings database, Schema schema, PrometheusMeterRegistry metrics) {
    return pool(database.withPoolSize(CHANGE_CONNECTIONS), "order-cache-changes", metrics);
  }

  static HikariDataSource pool(
      JdbcSettings database, String name, PrometheusMeterRegistry metrics) {
    HikariDataSource pool = PostgresDataSources.pooled(database, name);
    pool.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(metrics));
    return pool;
  }

  @Bean
  JdbiOrderQuery source(HikariDataSource connections, CachePlan plan, JdbcSettings database) {
    return new JdbiOrderQuery(connections, plan, database);
  }

  @Bean
  CacheAsideOrderQuery orders(
      JdbiOrderQuery source, OrderCache cache, RedisNearCache near, CachePlan plan) {
    return new CacheAsideOrderQuery(source, cache, plan, CacheAsideSettings.defaults(), near);
  }

  @Bean
  JdbiChangeLog changeLog(JdbcSettings database, Schema schema, CachePlan plan) {
    JdbiChangeLog log = new JdbiChangeLog(PostgresDataSources.unpooled(database), plan, database);
    try {
      log.checkNamespace();
      return log;
    } catch (IllegalStateException e) {
      throw new SettingsException(List.of("ORDER_CACHE_NAMESPACE: " + e.getMessage()));
    }
  }

  @Bean(initMethod = "start")
  ChangeRelay relay(
      JdbiChangeLog log,
      RedisConnections redis,
      RedisSettings redisSettings,
      ConsistencyChecker consistency,
      CachePlan plan) {
    return new ChangeRelay(
        log,
        new RedisRelayTarget(redis, plan, redisSettings),
        plan,
        RelaySettings.defaults().withListener(consistency));
  }

  @Bean
  BackgroundPreload preload(CacheAsideOrderQuery orders, CachePlan plan) {
    return new BackgroundPreload(new Preload(orders, plan, PreloadSettings.defaults()));
  }

  @Bean
  PrometheusMeterRegistry metrics() {
    return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  }

  @Bean
  JvmGcMetrics published(
      PrometheusMeterRegistry metrics,
      CacheAsideOrderQuery orders,
      RedisOrderCache cache,
      RedisSettings redisSettings,
      RedisNearCache near,
      ChangeRelay relay,
      BackgroundPreload preload) {
    CacheAsideMetrics.bind(metrics, orders);
    RedisMetrics.bind(metrics, cache, redisSettings);
    RedisMetrics.bind(metrics, near);
    RelayMetrics.bind(metrics, relay);
    AppMetrics.bind(metrics, preload);
    return AppMetrics.bindJvm(metrics);
  }

  @Bean(initMethod = "start")
  HttpServer http(AppSettings settings, Routes routes) {
    return new HttpServer(settings.http(), routes);
  }

  @Bean
  Routes routes(
      AppSettings settings,
      JdbiOrderQuery source,
      CacheAsideOrderQuery orders,
      OrderCache cache,
      StatusChanges changes,
      CachePlan plan,
      BackgroundPreload preload,
      ConsistencyChecker consistency,
      PrometheusMeterRegistry metrics,
      EventHub events,
      @Nullable Logins logins) {
    return new Routes(
        new Routes.Parts(
            orders,
            source,
            cache,
            changes,
            settings.statusChanges().requests(),
            plan,
            preload,
            consistency::report,
            metrics,
            events,
            Clock.systemUTC()),
        logins);
  }
}
