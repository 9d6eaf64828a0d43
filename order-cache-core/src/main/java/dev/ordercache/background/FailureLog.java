package dev.ordercache.background;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Logs why a repeated operation fails, and when the outage is over: each reason once per outage,
 * and at most 10 reasons. An outage is over with the first success 5 seconds or more after the last
 * failure, so that an operation that works only intermittently does not fill the log. If some
 * operations succeed while others fail, use {@link #hourly}. The stack trace of a reason is logged
 * at level DEBUG. The number of failures is left to the metrics. Safe for use by many threads.
 */
public final class FailureLog {

  private static final int MAX_REASONS = 10;
  private static final long QUIET = Duration.ofSeconds(5).toNanos();
  private static final long HOUR = Duration.ofHours(1).toNanos();

  private final System.Logger log;
  private final String consequence;
  private final LongSupplier nanoTime;
  private final Set<String> logged = new HashSet<>();
  private final boolean hourly;
  private long lastFailure;
  private long hourBegan;
  private volatile boolean failing;

  /** Creates a log; its messages begin with the consequence of a failure. */
  public FailureLog(System.Logger log, String consequence) {
    this(log, consequence, System::nanoTime, false);
  }

  /** With a monotonic clock in nanoseconds. */
  FailureLog(System.Logger log, String consequence, LongSupplier nanoTime, boolean hourly) {
    this.log = log;
    this.consequence = consequence;
    this.nanoTime = nanoTime;
    this.hourly = hourly;
    this.hourBegan = nanoTime.getAsLong();
  }

  /**
   * A log that forgets every hour which reasons it has logged; {@link #succeeded} must not be
   * called on it.
   */
  public static FailureLog hourly(System.Logger log, String consequence) {
    return new FailureLog(log, consequence, System::nanoTime, true);
  }

  /** Called when an attempt has failed: logs the reason as a warning unless that was done. */
  public synchronized void failed(Throwable failure) {
    lastFailure = nanoTime.getAsLong();
    failing = true;
    if (hourly && lastFailure - hourBegan >= HOUR) {
      hourBegan = lastFailure;
      logged.clear();
    }
    String reason =
        failure instanceof Error || failure.getMessage() == null
            ? failure.toString()
            : failure.getMessage();
    if (logged.size() < MAX_REASONS && logged.add(reason)) {
      log.log(System.Logger.Level.WARNING, "{0}: {1}", consequence, reason);
      log.log(System.Logger.Level.DEBUG, consequence, failure);
    }
  }

  /** Called when an attempt has succeeded: logs the end of an outage. */
  public void succeeded() {
    if (failing) {
      endOutage();
    }
  }

  private synchronized void endOutage() {
    if (failing && nanoTime.getAsLong() - lastFailure >= QUIET) {
      failing = false;
      logged.clear();
      log.log(System.Logger.Level.INFO, "{0}: over, it works again", consequence);
    }
  }
}
