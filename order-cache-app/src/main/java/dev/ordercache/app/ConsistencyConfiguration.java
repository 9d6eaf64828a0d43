package dev.ordercache.app;

import dev.ordercache.app.settings.AppSettings;
import dev.ordercache.cache.OrderCache;
import dev.ordercache.consistency.ConsistencyChecker;
import dev.ordercache.consistency.ConsistencySettings;
import dev.ordercache.jdbc.JdbiOrderQuery;
import dev.ordercache.micrometer.ConsistencyMetrics;
import dev.ordercache.plan.CachePlan;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Sets up the consistency checker and its metrics. */
@Configuration(proxyBeanMethods = false)
class ConsistencyConfiguration {

  /**
   * Checks the answers of Redis to this instance after the changes that its relay reports. The near
   * cache repeats only answers that Redis has confirmed within 200 ms.
   */
  @Bean(initMethod = "start")
  ConsistencyChecker consistency(
      JdbiOrderQuery source,
      OrderCache cache,
      CachePlan plan,
      AppSettings settings,
      PrometheusMeterRegistry metrics) {
    ConsistencySettings sampled =
        ConsistencySettings.defaults().withSample(settings.cache().consistencySample());
    ConsistencyChecker checker = new ConsistencyChecker(source, cache, plan, sampled);
    ConsistencyMetrics.bind(metrics, checker);
    return checker;
  }
}
