package dev.ordercache.micrometer;

import dev.ordercache.relay.ChangeRelay;
import dev.ordercache.relay.RelayStatistics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** Publishes what the relay of this instance does: {@code order.cache.relay.…}. */
public final class RelayMetrics {

  private RelayMetrics() {}

  /** Publishes the counts and times of this relay, and listens to its rounds. */
  public static void bind(MeterRegistry registry, ChangeRelay relay) {
    Meters<RelayStatistics> meters =
        new Meters<>(registry, "order.cache.relay.", relay::statistics);
    meters.counter("elections", "Elections won", RelayStatistics::elections);
    meters.counter("epochs", "Losses found in the cache", RelayStatistics::newEpochs);
    meters.counter("rounds", "Rounds completed", RelayStatistics::rounds);
    meters.counter(
        "rounds.cache", "Rounds in which the cache took part", RelayStatistics::cacheRounds);
    meters.counter("changes", "Changes applied to the cache", RelayStatistics::changes);
    meters.counter("failures", "Rounds, elections and looks failed", RelayStatistics::failures);
    meters.gauge("leading", "Whether this instance leads", s -> s.leading() ? 1 : 0);
    meters.gauge("term", "The current or last term", RelayStatistics::term);
    meters.gauge(
        "guard.age.milliseconds",
        "Since this instance last set the guard, or -1",
        RelayStatistics::guardAgeMillis);
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
}
