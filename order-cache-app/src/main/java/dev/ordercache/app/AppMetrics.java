package dev.ordercache.app;

import dev.ordercache.micrometer.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;

/** Publishes the counts of the preload and of the JVM. */
final class AppMetrics {

  private AppMetrics() {}

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
