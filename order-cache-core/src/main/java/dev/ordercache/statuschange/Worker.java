package dev.ordercache.statuschange;

import dev.ordercache.background.BackgroundLoop;
import dev.ordercache.background.FailureLog;
import java.time.Duration;
import java.util.List;

/**
 * Applies changes: settles what is due, and completes it. What can not be completed is left to the
 * sweeper, and the next changes are applied all the same.
 */
final class Worker implements BackgroundLoop.Work {

  private static final System.Logger LOG = System.getLogger(Worker.class.getName());
  private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final StatusChangeQueue queue;
  private final Completion completion;
  private final WorkerSettings settings;
  private final ChangeCounters counters;
  private final FailureLog failures = new FailureLog(LOG, "Status changes are applied later");
  private Duration pause = FIRST_PAUSE;

  Worker(
      StatusChangeQueue queue,
      Completion completion,
      WorkerSettings settings,
      ChangeCounters counters) {
    this.queue = queue;
    this.completion = completion;
    this.settings = settings;
    this.counters = counters;
  }

  @Override
  public Duration round() {
    List<JournalEntry> settled = queue.settle(settings.orders());
    failures.succeeded();
    if (settled.isEmpty()) {
      pause = shorter(pause.multipliedBy(2), settings.idle());
      return pause;
    }
    pause = FIRST_PAUSE;
    completion.tryComplete(settled);
    return Duration.ZERO;
  }

  @Override
  public Duration failed(Throwable failure) {
    counters.workerFailures.increment();
    failures.failed(failure);
    pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
    return pause;
  }

  @Override
  public void end() {}

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
