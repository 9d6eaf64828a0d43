package dev.ordercache.app;

import dev.ordercache.app.events.EventHub;
import dev.ordercache.app.events.EventSettings;
import dev.ordercache.app.settings.AppSettings;
import dev.ordercache.app.settings.EventLimits;
import dev.ordercache.event.EventReader;
import dev.ordercache.jdbc.JdbiChangeLog;
import dev.ordercache.micrometer.EventReaderMetrics;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.redis.RedisConnections;
import dev.ordercache.redis.RedisEventLog;
import dev.ordercache.redis.RedisNearCache;
import dev.ordercache.redis.RedisSettings;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Sets up the events that notify clients of changes. */
@Configuration(proxyBeanMethods = false)
class EventConfiguration {

  @Bean(initMethod = "start")
  EventHub events(AppSettings settings, PrometheusMeterRegistry metrics) {
    EventLimits limits = settings.events();
    EventHub hub =
        new EventHub(EventSettings.defaults().withLimits(limits.clients(), limits.clientsOfUser()));
    EventMetrics.bind(metrics, hub);
    return hub;
  }

  @Bean
  RedisEventLog eventLog(
      RedisConnections redis, CachePlan plan, RedisSettings settings, JdbiChangeLog changeLog) {
    return new RedisEventLog(redis, plan, settings, changeLog.owner());
  }

  /** Created after the tables, as the near cache is. */
  @Bean(initMethod = "start")
  EventReader eventReader(
      RedisEventLog log,
      RedisNearCache near,
      EventHub hub,
      PrometheusMeterRegistry metrics,
      Schema schema) {
    EventReader reader = new EventReader(near.heardFirst(log), hub::publish);
    EventReaderMetrics.bind(metrics, reader);
    return reader;
  }
}
