package dev.ordercache.statuschange;

import dev.ordercache.background.BackgroundLoop;
import dev.ordercache.background.FailureLog;
import dev.ordercache.background.GrowingPause;
import java.time.Duration;
import java.util.List;

/**
 * Applies changes: settles those that are due, and completes them. Changes that cannot be completed
 * are left to the sweeper, and the worker continues with the next ones. Each change that is given
 * up is logged.
 */
final class Worker implements BackgroundLoop.Work {

  private static final System.Logger LOG = System.getLogger(Worker.class.getName());
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final GrowingPause AFTER_FAILURES =
      new GrowingPause(FIRST_PAUSE, Duration.ofSeconds(5));

  private final StatusChangeWork work;
  private final CompletionSteps completion;
  private final WorkerSettings settings;
  private final IdlePolls polls;
  private final ChangeCounters counters;
  private final FailureLog failures = new FailureLog(LOG, "Status changes are applied later");
  private final GrowingPause afterEmptyRounds;
  private int emptyRounds;
  private int failuresInARow;
  private boolean idle;

  /** With the objects that it shares with the other workers of this process. */
  Worker(
      StatusChangeWork work,
      CompletionSteps completion,
      WorkerSettings settings,
      IdlePolls polls,
      ChangeCounters counters) {
    this.work = work;
    this.completion = completion;
    this.settings = settings;
    this.polls = polls;
    this.counters = counters;
    this.afterEmptyRounds = new GrowingPause(FIRST_PAUSE, settings.idle());
  }

  @Override
  public Duration round() {
    if (idle && !polls.begin()) {
      return settings.idle();
    }
    List<JournalEntry> settled = work.settle(settings.orders());
    failures.succeeded();
    failuresInARow = 0;
    if (settled.isEmpty()) {
      Duration pause = afterEmptyRounds.after(emptyRounds++);
      idle = pause.equals(settings.idle());
      return pause;
    }
    idle = false;
    emptyRounds = 0;
    settled.forEach(Worker::logGivenUp);
    completion.tryComplete(settled);
    return Duration.ZERO;
  }

  @Override
  public Duration failed(Throwable failure) {
    counters.workerFailures.increment();
    failures.failed(failure);
    return AFTER_FAILURES.after(failuresInARow++);
  }

  private static void logGivenUp(JournalEntry entry) {
    if (entry.refusal() instanceof Refusal.Failure failure) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Change {0} of order {1} is given up after {2} attempts: {3}",
          Long.toString(entry.id()),
          entry.submission().order(),
          entry.attempts(),
          failure.text());
    }
  }

  @Override
  public void end() {}
}
