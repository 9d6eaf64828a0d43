package dev.ordercache.micrometer;

import dev.ordercache.cache.OrderCacheException;
import dev.ordercache.redis.CircuitStatistics;
import dev.ordercache.redis.NearCacheStatistics;
import dev.ordercache.redis.RedisNearCache;
import dev.ordercache.redis.RedisOrderCache;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Publishes the counts of the Redis adapter: {@code order.cache.near.…}, {@code
 * order.cache.memory.…} and {@code order.cache.circuit.…}.
 */
public final class RedisMetrics {

  private RedisMetrics() {}

  /** Publishes the counts of a near cache. */
  public static void bind(MeterRegistry registry, RedisNearCache near) {
    Meters<NearCacheStatistics> meters =
        new Meters<>(registry, "order.cache.near.", near::statistics);
    meters.counter("hits", "Answers from memory", NearCacheStatistics::hits);
    meters.counter("confirmations", "Confirmed by Redis", NearCacheStatistics::confirmations);
    meters.counter("failures", "Not confirmed", NearCacheStatistics::failures);
    meters.counter(
        "dropped", "Events of a list, or all, that changed", NearCacheStatistics::dropped);
  }

  /** Publishes the memory that the cache takes, read from Redis, and the state of its circuit. */
  public static void bind(MeterRegistry registry, RedisOrderCache cache) {
    Meters<RedisOrderCache> meters = new Meters<>(registry, "order.cache.memory.", () -> cache);
    meters.gauge(
        "bytes", "The memory of orders and lists in Redis, overestimated", RedisMetrics::memory);
    meters.gauge("bytes.max", "The maximum of that", RedisOrderCache::maxMemory);
    circuit(registry, cache::circuit);
  }

  /** NaN while Redis does not answer. */
  private static double memory(RedisOrderCache cache) {
    try {
      return cache.memory();
    } catch (OrderCacheException e) {
      return Double.NaN;
    }
  }

  private static void circuit(MeterRegistry registry, Supplier<CircuitStatistics> circuitOf) {
    Meters<CircuitStatistics> meters = new Meters<>(registry, "order.cache.circuit.", circuitOf);
    for (CircuitStatistics.State state : CircuitStatistics.State.values()) {
      meters.gauge(
          "state",
          "State of the circuit to Redis as of the last call",
          circuit -> circuit.state() == state ? 1 : 0,
          "state",
          state.name().toLowerCase(Locale.ROOT));
    }
    meters.counter("opened", "Times that the circuit to Redis opened", CircuitStatistics::opened);
    meters.counter(
        "refused", "Calls of Redis that the circuit refused", CircuitStatistics::refused);
  }
}
