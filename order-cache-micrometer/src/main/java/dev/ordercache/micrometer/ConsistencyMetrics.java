package dev.ordercache.micrometer;

import dev.ordercache.consistency.ConsistencyChecker;
import dev.ordercache.consistency.ConsistencyReport;
import dev.ordercache.consistency.ConsistencyReport.Stage;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Publishes what the consistency checker of this instance has found: {@code
 * order.cache.consistency.…}.
 */
public final class ConsistencyMetrics {

  private final Meters<ConsistencyReport> meters;

  private ConsistencyMetrics(Meters<ConsistencyReport> meters) {
    this.meters = meters;
  }

  /** Publishes the counts of this checker. */
  public static void bind(MeterRegistry registry, ConsistencyChecker checker) {
    ConsistencyMetrics metrics =
        new ConsistencyMetrics(new Meters<>(registry, "order.cache.consistency.", checker::report));
    metrics.bindStages(checker.report().stages());
    metrics.bindChecker();
  }

  private void bindStages(List<Stage> stages) {
    for (int i = 0; i < stages.size(); i++) {
      int number = i;
      String within = stages.get(i).name();
      stage(within, "consistent", r -> r.stages().get(number).consistent());
      stage(within, "older", r -> older(r.stages().get(number)));
      stage(within, "late", r -> r.stages().get(number).late());
      stage(within, "skipped", r -> r.stages().get(number).skipped());
    }
  }

  private static long older(Stage stage) {
    return stage.checked() - stage.consistent();
  }

  private void stage(String within, String result, ToDoubleFunction<ConsistencyReport> value) {
    meters.counter(
        "stages",
        "Changes by what the cache showed after them",
        value,
        "within",
        within,
        "result",
        result);
  }

  private void bindChecker() {
    meters.counter("changes", "Changes reported by the relay", ConsistencyReport::changes);
    meters.counter("dropped", "Changes not followed", ConsistencyReport::dropped);
    meters.counter("sampled", "Changes sampled", ConsistencyReport::sampled);
    meters.counter(
        "database.reads", "Statements sent to the database", ConsistencyReport::databaseReads);
    meters.counter(
        "violations",
        "Values out of date for longer than the staleness bound",
        ConsistencyReport::violations);
    meters.counter("repaired", "Such values deleted", ConsistencyReport::repaired);
    meters.counter("failures", "Checks that failed", ConsistencyReport::failures);
    meters.gauge(
        "oldest.age.milliseconds",
        "How old the oldest such value was at least, 0 without any",
        ConsistencyReport::oldestAgeMillis);
  }
}
