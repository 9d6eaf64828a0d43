package dev.ordercache.micrometer;

import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import dev.ordercache.caching.OrderCaching;
import dev.ordercache.caching.Parts;
import io.micrometer.core.instrument.MeterRegistry;

/** Publishes the counts of all parts of an order cache, and of its connection pools. */
public final class OrderCachingMetrics {

  private OrderCachingMetrics() {}

  /** Publishes the counts of this order cache; once, before or after its start. */
  public static void bind(MeterRegistry registry, OrderCaching caching) {
    Parts parts = caching.parts();
    CacheAsideMetrics.bind(registry, parts.orders());
    RedisMetrics.bind(registry, parts.cache());
    RedisMetrics.bind(registry, parts.nearCache());
    RelayMetrics.bind(registry, parts.relay());
    StatusChangeMetrics.bind(registry, parts.changes());
    EventReaderMetrics.bind(registry, parts.events());
    ConsistencyMetrics.bind(registry, parts.consistency());
    PreloadMetrics.bind(registry, parts.preload());
    parts
        .pools()
        .forEach(
            pool -> pool.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(registry)));
  }
}
