package dev.ordercache.app;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Publishes the numbers of one part.
 *
 * @param prefix begins the names of all
 * @param numbers what the part counts, as it is now
 */
record Meters<N>(MeterRegistry registry, String prefix, Supplier<N> numbers) {

  /** With tags as pairs of a name and a value. */
  void counter(String name, String description, ToDoubleFunction<N> value, String... tags) {
    // A registry forgets the object, but not the function, so it is the function that holds it
    FunctionCounter.builder(prefix + name, numbers, unused -> value.applyAsDouble(numbers.get()))
        .description(description)
        .tags(tags)
        .register(registry);
  }

  /** With tags as pairs of a name and a value. */
  void gauge(String name, String description, ToDoubleFunction<N> value, String... tags) {
    Gauge.builder(prefix + name, () -> value.applyAsDouble(numbers.get()))
        .description(description)
        .tags(tags)
        .register(registry);
  }
}
