package dev.ordercache.redis;

import dev.ordercache.background.FailureLog;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/**
 * A step of a loop that may fail: the loop continues, the failure is counted, logged once and not
 * again until the step has succeeded, and the step is skipped for a while. Used by one thread,
 * apart from the count.
 */
final class PacedStep {

  private static final System.Logger LOG = System.getLogger(PacedStep.class.getName());

  private final FailureLog failureLog;
  private final long pause;
  private final LongAdder failures = new LongAdder();
  private boolean failing;
  private long failedAt;

  /** With the consequence to log when it fails, and the time for which it is then skipped. */
  PacedStep(String consequence, Duration pause) {
    this.failureLog = new FailureLog(LOG, consequence);
    this.pause = pause.toNanos();
  }

  void attempt(Runnable step) {
    if (failing && System.nanoTime() - failedAt < pause) {
      return;
    }
    try {
      step.run();
      failing = false;
      failureLog.succeeded();
    } catch (RuntimeException | Error e) {
      failures.increment();
      failing = true;
      failedAt = System.nanoTime();
      failureLog.failed(e);
    }
  }

  long failures() {
    return failures.sum();
  }
}
