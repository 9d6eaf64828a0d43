package dev.ordercache.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;

/** Publishes the counts of the JVM. */
final class JvmMetrics {

  private JvmMetrics() {}

  /** Binds them; the caller must close those of the garbage collector. */
  static JvmGcMetrics bind(MeterRegistry registry) {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    JvmGcMetrics collector = new JvmGcMetrics();
    collector.bindTo(registry);
    return collector;
  }
}
