package dev.ordercache.relay;

import dev.ordercache.background.BackgroundLoop;
import dev.ordercache.background.FailureLog;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/**
 * Looks every few seconds how much no relay has read, be it because none leads or because the cache
 * is away. A look may take long while the database cannot clean up the log, so it pauses ten times
 * as long. On a thread of its own: a round of the relay must not wait for it.
 */
final class BacklogWatch implements BackgroundLoop.Work {

  /** Counting ends here. */
  static final int MOST = 100_000;

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

  /** As of the last look that succeeded. */
  LogBacklog backlog() {
    return backlog;
  }

  @Override
  public Duration round() {
    long began = System.nanoTime();
    backlog = log.backlog(MOST);
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
