package dev.ordercache.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Publishes the numbers of one part, each read when the registry is.
 *
 * @param registry to which the meters are added
 * @param prefix the start of all names
 * @param numbers returns the current counts of the part
 */
public record Meters<N>(MeterRegistry registry, String prefix, Supplier<N> numbers) {

  /** Registers a counter, with tags as pairs of a name and a value. */
  public void counter(String name, String description, ToDoubleFunction<N> value, String... tags) {
    // The registry references the object weakly, so the function holds the strong reference
    FunctionCounter.builder(prefix + name, numbers, unused -> value.applyAsDouble(numbers.get()))
        .description(description)
        .tags(tags)
        .register(registry);
  }

  /** Registers a gauge, with tags as pairs of a name and a value. */
  public void gauge(String name, String description, ToDoubleFunction<N> value, String... tags) {
    Gauge.builder(prefix + name, () -> value.applyAsDouble(numbers.get()))
        .description(description)
        .tags(tags)
        .register(registry);
  }
}
