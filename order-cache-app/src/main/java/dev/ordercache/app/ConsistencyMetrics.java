package dev.ordercache.app;

import dev.ordercache.consistency.ConsistencyChecker;
import dev.ordercache.consistency.ConsistencyReport;
import dev.ordercache.consistency.ConsistencyReport.Stage;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Publishes what the consistency checker of this instance has found. */
final class ConsistencyMetrics {

  private static final String PREFIX = "order.cache.consistency.";

  private ConsistencyMetrics() {}

  static void bind(MeterRegistry registry, ConsistencyChecker checker) {
    List<Stage> stages = checker.report().stages();
    for (int i = 0; i < stages.size(); i++) {
      int number = i;
      String within = stages.get(i).name();
      stage(registry, checker, within, "consistent", r -> r.stages().get(number).consistent());
      stage(registry, checker, within, "older", r -> older(r.stages().get(number)));
      stage(registry, checker, within, "late", r -> r.stages().get(number).late());
      stage(registry, checker, within, "skipped", r -> r.stages().get(number).skipped());
    }
    counter(registry, checker, "changes", "Changes told by the relay", ConsistencyReport::changes);
    counter(registry, checker, "dropped", "Changes not followed", ConsistencyReport::dropped);
    counter(registry, checker, "sampled", "Changes sampled", ConsistencyReport::sampled);
    counter(
        registry,
        checker,
        "database.reads",
        "Statements sent to the database",
        ConsistencyReport::databaseReads);
    counter(
        registry,
        checker,
        "violations",
        "Values out of date for longer than the staleness bound",
        ConsistencyReport::violations);
    counter(registry, checker, "repaired", "Such values deleted", ConsistencyReport::repaired);
    counter(registry, checker, "failures", "Checks that failed", ConsistencyReport::failures);
    Gauge.builder(PREFIX + "oldest.age.milliseconds", checker, c -> c.report().oldestAgeMillis())
        .description("How old the oldest such value was at least, 0 without any")
        .register(registry);
  }

  private static long older(Stage stage) {
    return stage.checked() - stage.consistent();
  }

  private static void stage(
      MeterRegistry registry,
      ConsistencyChecker checker,
      String within,
      String result,
      ToDoubleFunction<ConsistencyReport> value) {
    FunctionCounter.builder(PREFIX + "stages", checker, c -> value.applyAsDouble(c.report()))
        .description("Changes by what the cache showed after them")
        .tag("within", within)
        .tag("result", result)
        .register(registry);
  }

  private static void counter(
      MeterRegistry registry,
      ConsistencyChecker checker,
      String name,
      String description,
      ToDoubleFunction<ConsistencyReport> value) {
    FunctionCounter.builder(PREFIX + name, checker, c -> value.applyAsDouble(c.report()))
        .description(description)
        .register(registry);
  }
}
