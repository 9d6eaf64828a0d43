package dev.ordercache.micrometer;

import dev.ordercache.preload.BackgroundPreload;
import io.micrometer.core.instrument.MeterRegistry;

/** Publishes the progress of the preload: {@code order.cache.preload.…}. */
public final class PreloadMetrics {

  private PreloadMetrics() {}

  /** Publishes the progress of this preload. */
  public static void bind(MeterRegistry registry, BackgroundPreload preload) {
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
}
