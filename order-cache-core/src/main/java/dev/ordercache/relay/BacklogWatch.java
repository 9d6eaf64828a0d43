package dev.ordercache.relay;

import dev.ordercache.background.BackgroundLoop;
import dev.ordercache.background.FailureLog;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/**
 * Reads every few seconds how many changes no relay has read, also while none leads or the cache is
 * unavailable. The query may take long while the database cannot clean up the log, so the pause is
 * ten times as long. It runs on its own thread, because a round of the relay must not wait for it.
 */
final class BacklogWatch implements BackgroundLoop.Work {

  /** Counting ends here. */
  static final int MAX_COUNTED = 100_000;

  private static final System.Logger LOG = System.getLogger(BacklogWatch.class.getName());
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final ChangeLog log;
  private final LongAdder failures;
  private final FailureLog failureLog =
      new FailureLog(LOG, "How many changes wait for a relay is not known");
  private volatile LogBacklog backlog = LogBacklog.NONE;

  BacklogWatch(ChangeLog log, LongAdder failures) {
    this.log = log;
    this.failures = failures;
  }

  /** As of the last query that succeeded. */
  LogBacklog backlog() {
    return backlog;
  }

  @Override
  public Duration round() {
    long began = System.nanoTime();
    backlog = log.backlog(MAX_COUNTED);
    failureLog.succeeded();
    Duration pause = Duration.ofNanos(10 * (System.nanoTime() - began));
    return pause.compareTo(PAUSE) > 0 ? pause : PAUSE;
  }

  @Override
  public Duration failed(Throwable failure) {
    failures.increment();
    failureLog.failed(failure);
    return PAUSE;
  }

  @Override
  public void end() {}
}
