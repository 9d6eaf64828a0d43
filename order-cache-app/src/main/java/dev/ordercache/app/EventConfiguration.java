package dev.ordercache.app;

import dev.ordercache.app.events.EventHub;
import dev.ordercache.app.events.EventSettings;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Tells clients what has changed. */
@Configuration(proxyBeanMethods = false)
class EventConfiguration {

  @Bean(initMethod = "start")
  EventHub events(PrometheusMeterRegistry metrics) {
    EventHub hub = new EventHub(EventSettings.defaults());
    EventMetrics.bind(metrics, hub);
    return hub;
  }
}
