package dev.ordercache.redis;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A step of a loop that may fail: the loop goes on, the failure is counted, told once and not again
 * until the step has succeeded, and the step is left out for a while. Used by one thread, apart
 * from the count.
 */
final class PacedStep {

  private static final System.Logger LOG = System.getLogger(PacedStep.class.getName());

  private final String consequence;
  private final long pause;
  private final LongAdder failures = new LongAdder();
  private @Nullable String told;
  private long failedAt;

  /** With what to tell when it fails, and for how long it is left out then. */
  PacedStep(String consequence, Duration pause) {
    this.consequence = consequence;
    this.pause = pause.toNanos();
  }

  void attempt(Runnable step) {
    if (told != null && System.nanoTime() - failedAt < pause) {
      return;
    }
    try {
      step.run();
      told = null;
    } catch (RuntimeException | Error e) {
      failures.increment();
      failedAt = System.nanoTime();
      String failure = String.valueOf(e.getMessage());
      if (!failure.equals(told)) {
        told = failure;
        LOG.log(System.Logger.Level.WARNING, "{0}: {1}", consequence, failure);
      }
    }
  }

  long failures() {
    return failures.sum();
  }
}
