package dev.ordercache.app;

import dev.ordercache.app.events.EventHub;
import dev.ordercache.app.http.HttpServer;
import dev.ordercache.app.http.Routes;
import dev.ordercache.app.settings.AppSettings;
import dev.ordercache.app.users.Logins;
import dev.ordercache.caching.OrderCaching;
import dev.ordercache.caching.Parts;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the order cache with the HTTP server; no other class refers to all of them. */
@Configuration(proxyBeanMethods = false)
@Import({CachingConfiguration.class, EventConfiguration.class, UserConfiguration.class})
class AppConfiguration {

  @Bean
  PrometheusMeterRegistry metrics() {
    return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  }

  @Bean(initMethod = "start")
  HttpServer http(AppSettings settings, Routes routes) {
    return new HttpServer(settings.http(), routes);
  }

  /**
   * Starts the cache once everything listens to it that will.
   *
   * @param bound shows that the metrics do
   */
  @Bean
  Routes routes(
      AppSettings settings,
      OrderCaching caching,
      PrometheusMeterRegistry metrics,
      EventHub events,
      JvmGcMetrics bound,
      @Nullable Logins logins) {
    Parts parts = caching.parts();
    CompletableFuture<Void> unused = caching.start();
    return new Routes(
        new Routes.Parts(
            parts.orders(),
            parts.database(),
            parts.cache(),
            parts.changes(),
            settings.statusChanges().requests(),
            settings.plan(),
            parts.preload(),
            parts.consistency()::report,
            metrics,
            events,
            Clock.systemUTC()),
        logins);
  }
}
