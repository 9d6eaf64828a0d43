package dev.ordercache.app;

import dev.ordercache.app.events.EventHub;
import dev.ordercache.app.events.EventSettings;
import dev.ordercache.app.settings.AppSettings;
import dev.ordercache.app.settings.EventLimits;
import dev.ordercache.caching.OrderCaching;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Sets up the events that notify clients of changes. */
@Configuration(proxyBeanMethods = false)
class EventConfiguration {

  @Bean(initMethod = "start")
  EventHub events(OrderCaching caching, AppSettings settings, PrometheusMeterRegistry metrics) {
    EventLimits limits = settings.events();
    EventHub hub =
        new EventHub(EventSettings.defaults().withLimits(limits.clients(), limits.clientsOfUser()));
    EventMetrics.bind(metrics, hub);
    caching.events().listen(hub::publish);
    return hub;
  }
}
