package dev.ordercache.app;

import com.zaxxer.hikari.HikariDataSource;
import dev.ordercache.app.settings.AppSettings;
import dev.ordercache.app.settings.ChangeSettings;
import dev.ordercache.app.settings.StatusChangeMode;
import dev.ordercache.cache.OrderCache;
import dev.ordercache.event.EventPublisher;
import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.jdbc.JdbiChangeLog;
import dev.ordercache.jdbc.JdbiSagaStore;
import dev.ordercache.jdbc.JdbiStatusChangeJournal;
import dev.ordercache.jdbc.JdbiStatusChangeQueue;
import dev.ordercache.micrometer.RedisMetrics;
import dev.ordercache.micrometer.StatusChangeMetrics;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.redis.RedisConnections;
import dev.ordercache.redis.RedisEventPublisher;
import dev.ordercache.redis.RedisSettings;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.Saga;
import dev.ordercache.statuschange.StatusChanges;
import dev.ordercache.statuschange.WorkerSettings;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Sets up status changes, the workers that apply them, and their metrics. */
@Configuration(proxyBeanMethods = false)
class StatusChangeConfiguration {

  /** Connections besides those of the workers: one for the sweeper. */
  private static final int OTHERS = 1;

  @Bean
  QueueSettings queueSettings(AppSettings settings) {
    return QueueSettings.defaults().withArchive(settings.statusChanges().archive());
  }

  /** A separate pool, so that requests do not keep workers from the database. */
  @Bean
  HikariDataSource workerConnections(
      JdbcSettings database, Schema schema, AppSettings settings, PrometheusMeterRegistry metrics) {
    int connections = settings.statusChanges().workers() + OTHERS;
    return AppConfiguration.pool(
        database.withPoolSize(connections), "order-cache-workers", metrics);
  }

  @Bean
  SplitQueue statusChangeQueue(
      HikariDataSource changeConnections,
      HikariDataSource workerConnections,
      CachePlan plan,
      JdbcSettings database,
      QueueSettings settings) {
    return new SplitQueue(
        new JdbiStatusChangeQueue(changeConnections, plan, database, settings),
        new JdbiStatusChangeQueue(workerConnections, plan, database, settings));
  }

  @Bean
  SplitJournal statusChangeJournal(
      HikariDataSource changeConnections,
      HikariDataSource workerConnections,
      JdbcSettings database,
      QueueSettings settings) {
    return new SplitJournal(
        new JdbiStatusChangeJournal(changeConnections, database, settings),
        new JdbiStatusChangeJournal(workerConnections, database, settings));
  }

  @Bean
  Saga saga(
      HikariDataSource changeConnections,
      HikariDataSource workerConnections,
      CachePlan plan,
      JdbcSettings database,
      QueueSettings queue,
      AppSettings settings) {
    return new Saga(
        new JdbiSagaStore(changeConnections, plan, database, queue),
        new JdbiSagaStore(workerConnections, plan, database, queue),
        settings.statusChanges().recovery());
  }

  @Bean
  RedisEventPublisher eventPublisher(
      RedisConnections redis,
      CachePlan plan,
      RedisSettings settings,
      JdbiChangeLog changeLog,
      PrometheusMeterRegistry metrics) {
    RedisEventPublisher publisher =
        new RedisEventPublisher(redis, plan, settings, changeLog.owner());
    RedisMetrics.bind(metrics, publisher);
    return publisher;
  }

  @Bean
  StatusChanges.Parts statusChangeParts(
      SplitQueue queue,
      SplitJournal journal,
      OrderCache cache,
      EventPublisher events,
      CachePlan plan) {
    return new StatusChanges.Parts(queue, journal, cache, events, plan);
  }

  @Bean(initMethod = "start")
  StatusChanges statusChanges(
      StatusChanges.Parts parts, Saga saga, AppSettings settings, PrometheusMeterRegistry metrics) {
    ChangeSettings wanted = settings.statusChanges();
    WorkerSettings defaults = WorkerSettings.defaults();
    WorkerSettings workers =
        defaults
            .withGrace(wanted.grace())
            .withWorkers(wanted.workers(), defaults.orders())
            .withTimes(defaults.idle(), defaults.sweepAfter(), wanted.retention());
    StatusChanges changes =
        new StatusChanges(parts, workers, wanted.mode() == StatusChangeMode.SAGA ? saga : null);
    StatusChangeMetrics.bind(metrics, changes);
    return changes;
  }
}
