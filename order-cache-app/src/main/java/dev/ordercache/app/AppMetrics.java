package dev.ordercache.app;

import dev.ordercache.cacheaside.CacheAsideOrderQuery;
import dev.ordercache.cacheaside.CacheAsideStatistics;
import dev.ordercache.preload.BackgroundPreload;
import dev.ordercache.relay.ChangeRelay;
import dev.ordercache.relay.RelayStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Publishes the counts of the query, the relay and the preload. */
final class AppMetrics {

  private AppMetrics() {}

  static void bind(MeterRegistry registry, CacheAsideOrderQuery orders) {
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

  static void bind(MeterRegistry registry, ChangeRelay relay) {
    Meters<RelayStatus> meters = new Meters<>(registry, "order.cache.relay.", relay::status);
    meters.counter("elections", "Elections won", RelayStatus::elections);
    meters.counter("epochs", "Losses found in the cache", RelayStatus::newEpochs);
    meters.counter("rounds", "Rounds completed", RelayStatus::rounds);
    meters.counter("rounds.cache", "Rounds in which the cache took part", RelayStatus::cacheRounds);
    meters.counter("changes", "Changes applied to the cache", RelayStatus::changes);
    meters.counter("failures", "Rounds, elections and looks failed", RelayStatus::failures);
    meters.gauge("leading", "Whether this instance leads", s -> s.leading() ? 1 : 0);
    meters.gauge("term", "The current or last term", RelayStatus::term);
    meters.gauge(
        "guard.age.milliseconds",
        "Since this instance last set the guard, or -1",
        RelayStatus::guardAgeMillis);
    meters.gauge("unread", "Changes that no relay has read", s -> s.backlog().unread());
    meters.gauge(
        "unread.oldest.seconds",
        "How long ago the first of them was logged",
        s -> s.backlog().oldest().toMillis() / 1e3);
    Timer withCache = rounds(registry, "true");
    Timer withoutCache = rounds(registry, "false");
    relay.listen((took, cached) -> (cached ? withCache : withoutCache).record(took));
  }

  private static Timer rounds(MeterRegistry registry, String cached) {
    return Timer.builder("order.cache.relay.round")
        .description("How long rounds took, by whether the cache took part")
        .tag("cached", cached)
        .publishPercentiles(0.5, 0.99)
        .register(registry);
  }

  static void bind(MeterRegistry registry, BackgroundPreload preload) {
    Meters<BackgroundPreload> meters =
        new Meters<>(registry, "order.cache.preload.", () -> preload);
    meters.gauge("orders", "Orders read", p -> p.progress().orders());
    meters.gauge("pages", "Pages read", p -> p.progress().pages());
    meters.gauge("not.cached", "Values not cached", p -> p.progress().notCached());
    meters.gauge(
        "seconds", "How long it takes or took", p -> p.progress().elapsed().toMillis() / 1e3);
    meters.gauge("ready", "Whether the first is over", p -> p.ready() ? 1 : 0);
    meters.counter("failures", "Runs that failed", BackgroundPreload::failures);
  }

  /** Binds the JVM's metrics; the caller must close those of the garbage collector. */
  static JvmGcMetrics bindJvm(MeterRegistry registry) {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    JvmGcMetrics collector = new JvmGcMetrics();
    collector.bindTo(registry);
    return collector;
  }
}
