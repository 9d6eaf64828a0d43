package dev.ordercache.micrometer;

import dev.ordercache.event.ChangeState;
import dev.ordercache.statuschange.StatusChanges;
import dev.ordercache.statuschange.StatusChangesStatistics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Publishes what this instance has done for status changes: {@code order.cache.changes.…}. */
public final class StatusChangeMetrics {

  private StatusChangeMetrics() {}

  /** Publishes the counts of these changes, and listens to their outcomes. */
  public static void bind(MeterRegistry registry, StatusChanges changes) {
    Meters<StatusChangesStatistics> meters =
        new Meters<>(registry, "order.cache.changes.", changes::statistics);
    meters.counter("accepted", "Changes accepted", StatusChangesStatistics::accepted);
    meters.counter("repeated", "Requests for a change again", StatusChangesStatistics::repeated);
    meters.counter("refused", "Requests refused at once", StatusChangesStatistics::refused);
    Arrays.stream(ChangeState.values())
        .filter(ChangeState::isTerminal)
        .forEach(
            state ->
                meters.counter(
                    "ended",
                    "Changes that this instance has brought to their end",
                    numbers -> numbers.ended().getOrDefault(state, 0L),
                    "state",
                    state.name().toLowerCase(Locale.ROOT)));
    meters.counter("swept", "Changes finished for others", StatusChangesStatistics::swept);
    Map<String, ToDoubleFunction<StatusChangesStatistics>> failures =
        Map.of(
            "worker", StatusChangesStatistics::workerFailures,
            "sweeper", StatusChangesStatistics::sweeperFailures,
            "completion", StatusChangesStatistics::completionFailures,
            "compensation", StatusChangesStatistics::compensationFailures);
    failures.forEach(
        (part, value) -> meters.counter("failures", "What has failed", value, "part", part));
    meters.counter(
        "compensations.given.up",
        "Changes that stay because they could not be taken back",
        StatusChangesStatistics::compensationsGivenUp);
    meters.gauge("pending", "Changes pending everywhere", s -> s.backlog().pending());
    meters.gauge(
        "pending.oldest.seconds",
        "How long ago the first of them was accepted",
        s -> s.backlog().oldestPending().toMillis() / 1e3);
    meters.gauge(
        "overdue.seconds",
        "For how long the change that waits longest could have been applied",
        s -> s.backlog().overdue().toMillis() / 1e3);
    meters.gauge(
        "unfinished",
        "Changes ended and not published yet, everywhere",
        s -> s.backlog().unfinished());
    meters.gauge(
        "unfinished.oldest.seconds",
        "How long ago the first of them ended",
        s -> s.backlog().oldestUnfinished().toMillis() / 1e3);
    Timer duration =
        Timer.builder("order.cache.changes.duration")
            .description("From acceptance to application or refusal, by the database's clock")
            .register(registry);
    changes.listen(
        entry -> {
          if (entry.endedAt() != null) {
            duration.record(Duration.between(entry.acceptedAt(), entry.endedAt()));
          }
        });
    meters.gauge("awaited", "Outcomes waited for here", StatusChangesStatistics::awaited);
  }
}
