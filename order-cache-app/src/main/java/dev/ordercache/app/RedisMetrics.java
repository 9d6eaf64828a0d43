package dev.ordercache.app;

import dev.ordercache.redis.CircuitStatistics;
import dev.ordercache.redis.NearCacheStatus;
import dev.ordercache.redis.RedisNearCache;
import dev.ordercache.redis.RedisOrderCache;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Publishes what the parts of the Redis adapter count. */
final class RedisMetrics {

  private RedisMetrics() {}

  static void bind(MeterRegistry registry, RedisNearCache near) {
    nearCounter(registry, near, "hits", "Answers from memory", NearCacheStatus::hits);
    nearCounter(
        registry, near, "confirmations", "Confirmed by Redis", NearCacheStatus::confirmations);
    nearCounter(registry, near, "failures", "Not confirmed", NearCacheStatus::failures);
    nearCounter(registry, near, "pushes", "Deletions heard of", NearCacheStatus::pushes);
    nearCounter(registry, near, "missed", "Lists gone without a push", NearCacheStatus::missed);
    nearCounter(registry, near, "subscriptions", "Subscriptions", NearCacheStatus::subscriptions);
  }

  static void bind(MeterRegistry registry, RedisOrderCache cache) {
    for (CircuitStatistics.State state : CircuitStatistics.State.values()) {
      Gauge.builder("order.cache.circuit.state", cache, c -> c.circuit().state() == state ? 1 : 0)
          .description("How the circuit to Redis stands, as far as the last call knows")
          .tag("state", state.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
    FunctionCounter.builder("order.cache.circuit.opened", cache, c -> c.circuit().opened())
        .description("Times that the circuit to Redis opened")
        .register(registry);
    FunctionCounter.builder("order.cache.circuit.refused", cache, c -> c.circuit().refused())
        .description("Calls of Redis that the circuit refused")
        .register(registry);
  }

  private static void nearCounter(
      MeterRegistry registry,
      RedisNearCache near,
      String name,
      String description,
      ToDoubleFunction<NearCacheStatus> value) {
    FunctionCounter.builder("order.cache.near." + name, near, n -> value.applyAsDouble(n.status()))
        .description(description)
        .register(registry);
  }
}
