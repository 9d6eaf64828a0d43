package dev.ordercache.app;

import dev.ordercache.app.settings.AppSettings;
import dev.ordercache.cacheaside.OrderCache;
import dev.ordercache.consistency.ConsistencyChecker;
import dev.ordercache.consistency.ConsistencySettings;
import dev.ordercache.jdbc.JdbiOrderQuery;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Sets up the consistency checker and its metrics. */
@Configuration(proxyBeanMethods = false)
class ConsistencyConfiguration {

  /**
   * Sees what Redis answers to this instance, told by its relay. The near cache repeats of that
   * what Redis has confirmed within 200 ms.
   */
  @Bean(initMethod = "start")
  ConsistencyChecker consistency(
      JdbiOrderQuery source,
      OrderCache cache,
      AppSettings settings,
      PrometheusMeterRegistry metrics) {
    ConsistencySettings consistency =
        ConsistencySettings.defaults()
            .withStalenessBound(settings.cache().stalenessBound())
            .withSample(settings.cache().consistencySample());
    ConsistencyChecker checker = new ConsistencyChecker(source, cache, consistency);
    ConsistencyMetrics.bind(metrics, checker);
    return checker;
  }
}
