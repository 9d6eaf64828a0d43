package dev.ordercache.app;

import dev.ordercache.cacheaside.CacheAsideOrderQuery;
import dev.ordercache.cacheaside.CacheAsideStatistics;
import dev.ordercache.invalidation.ChangeRelay;
import dev.ordercache.invalidation.RelayStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import java.util.function.ToDoubleFunction;

/** Publishes what the parts count. */
final class AppMetrics {

  private AppMetrics() {}

  static void bind(MeterRegistry registry, CacheAsideOrderQuery orders) {
    answers(registry, orders, "hit", CacheAsideStatistics::hits);
    answers(registry, orders, "miss", CacheAsideStatistics::misses);
    answers(registry, orders, "bypass", CacheAsideStatistics::bypasses);
    answers(registry, orders, "stale", CacheAsideStatistics::stale);
    counter(registry, orders, "loads", "Reads of the database", CacheAsideStatistics::loads);
    counter(
        registry,
        orders,
        "fills.refused",
        "Loaded values that the cache did not take",
        CacheAsideStatistics::refusedFills);
    counter(
        registry,
        orders,
        "failures",
        "Calls of the cache that failed",
        CacheAsideStatistics::cacheFailures);
  }

  static void bind(MeterRegistry registry, ChangeRelay relay) {
    relayCounter(registry, relay, "elections", "Elections won", RelayStatus::elections);
    relayCounter(registry, relay, "epochs", "Losses found in the cache", RelayStatus::newEpochs);
    relayCounter(registry, relay, "rounds", "Rounds completed", RelayStatus::rounds);
    relayCounter(
        registry, relay, "changes", "Changes carried into the cache", RelayStatus::changes);
    relayCounter(registry, relay, "failures", "Rounds and elections failed", RelayStatus::failures);
    relayGauge(registry, relay, "leading", "Whether this instance leads", s -> s.leading() ? 1 : 0);
    relayGauge(registry, relay, "term", "The current or last term", RelayStatus::term);
    relayGauge(
        registry,
        relay,
        "guard.age.milliseconds",
        "Since this instance last set the guard, or -1",
        RelayStatus::guardAgeMillis);
  }

  static void bind(MeterRegistry registry, BackgroundPreload preload) {
    preloadGauge(registry, preload, "orders", "Orders read", p -> p.progress().orders());
    preloadGauge(registry, preload, "pages", "Pages read", p -> p.progress().pages());
    preloadGauge(
        registry, preload, "not.cached", "Values not cached", p -> p.progress().notCached());
    preloadGauge(
        registry,
        preload,
        "seconds",
        "How long it takes or took",
        p -> p.progress().elapsed().toMillis() / 1e3);
    preloadGauge(registry, preload, "ready", "Whether the first is over", p -> p.ready() ? 1 : 0);
    FunctionCounter.builder("order.cache.preload.failures", preload, BackgroundPreload::failures)
        .description("Runs that failed")
        .register(registry);
  }

  /** The JVM's own; the garbage collector's must be closed. */
  static JvmGcMetrics bindJvm(MeterRegistry registry) {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    JvmGcMetrics collector = new JvmGcMetrics();
    collector.bindTo(registry);
    return collector;
  }

  private static void answers(
      MeterRegistry registry,
      CacheAsideOrderQuery orders,
      String source,
      ToDoubleFunction<CacheAsideStatistics> value) {
    FunctionCounter.builder("order.cache.answers", orders, o -> value.applyAsDouble(o.statistics()))
        .description("Answers by where they come from")
        .tag("source", source)
        .register(registry);
  }

  private static void counter(
      MeterRegistry registry,
      CacheAsideOrderQuery orders,
      String name,
      String description,
      ToDoubleFunction<CacheAsideStatistics> value) {
    FunctionCounter.builder("order.cache." + name, orders, o -> value.applyAsDouble(o.statistics()))
        .description(description)
        .register(registry);
  }

  private static void relayCounter(
      MeterRegistry registry,
      ChangeRelay relay,
      String name,
      String description,
      ToDoubleFunction<RelayStatus> value) {
    FunctionCounter.builder(
            "order.cache.relay." + name, relay, r -> value.applyAsDouble(r.status()))
        .description(description)
        .register(registry);
  }

  private static void relayGauge(
      MeterRegistry registry,
      ChangeRelay relay,
      String name,
      String description,
      ToDoubleFunction<RelayStatus> value) {
    Gauge.builder("order.cache.relay." + name, relay, r -> value.applyAsDouble(r.status()))
        .description(description)
        .register(registry);
  }

  private static void preloadGauge(
      MeterRegistry registry,
      BackgroundPreload preload,
      String name,
      String description,
      ToDoubleFunction<BackgroundPreload> value) {
    Gauge.builder("order.cache.preload." + name, preload, value)
        .description(description)
        .register(registry);
  }
}
