package dev.ordercache.micrometer;

import dev.ordercache.cacheaside.CacheAsideOrderQuery;
import dev.ordercache.cacheaside.CacheAsideStatistics;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Publishes the counts of reads through the cache: {@code order.cache.…}. */
public final class CacheAsideMetrics {

  private CacheAsideMetrics() {}

  /** Publishes the counts of these reads. */
  public static void bind(MeterRegistry registry, CacheAsideOrderQuery orders) {
    Meters<CacheAsideStatistics> meters =
        new Meters<>(registry, "order.cache.", orders::statistics);
    Map<String, ToDoubleFunction<CacheAsideStatistics>> answers =
        Map.of(
            "hit", CacheAsideStatistics::hits,
            "miss", CacheAsideStatistics::misses,
            "bypass", CacheAsideStatistics::bypasses,
            "stale", CacheAsideStatistics::stale);
    answers.forEach(
        (source, value) ->
            meters.counter("answers", "Answers by where they come from", value, "source", source));
    meters.counter("loads", "Reads of the database", CacheAsideStatistics::loads);
    meters.counter(
        "fills.refused",
        "Loaded values that the cache did not take",
        CacheAsideStatistics::refusedFills);
    meters.counter(
        "failures", "Calls of the cache that failed", CacheAsideStatistics::cacheFailures);
    meters.counter("full", "Values for which the cache had no room", CacheAsideStatistics::full);
  }
}
