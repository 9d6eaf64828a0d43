package dev.ordercache.app;

import dev.ordercache.app.settings.AppSettings;
import dev.ordercache.cache.OrderCache;
import dev.ordercache.consistency.ConsistencyChecker;
import dev.ordercache.consistency.ConsistencySettings;
import dev.ordercache.jdbc.JdbiOrderQuery;
import dev.ordercache.plan.CachePlan;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Sets up the consistency checker and its metrics. */
@Configuration(proxyBeanMethods = false)
class ConsistencyConfiguration {

  @Bean
  ConsistencySettings consistencySettings(AppSettings settings) {
    return ConsistencySettings.defaults().withSample(settings.cache().consistencySample());
  }

  /**
   * Checks the answers of Redis to this instance after the changes that its relay reports. The near
   * cache repeats only answers that Redis has confirmed within 200 ms.
   */
  @Bean(initMethod = "start")
  ConsistencyChecker consistency(
      JdbiOrderQuery source,
      OrderCache cache,
      CachePlan plan,
      ConsistencySettings settings,
      PrometheusMeterRegistry metrics) {
    ConsistencyChecker checker = new ConsistencyChecker(source, cache, plan, settings);
    ConsistencyMetrics.bind(metrics, checker);
    return checker;
  }
}
