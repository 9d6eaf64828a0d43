package dev.ordercache.background;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Tells why something that is tried again and again fails, and when that is over: each reason once
 * in an outage, and of 10 reasons at most. An outage is over with the first success 5 seconds or
 * more after the last failure, so that what works only now and then does not fill the log. If some
 * of it works while the rest fails, a log that forgets hourly is to be used. How often it fails is
 * for the metrics. Safe for use by many threads.
 */
public final class FailureLog {

  private static final int MOST_REASONS = 10;
  private static final long QUIET = Duration.ofSeconds(5).toNanos();
  private static final long HOUR = Duration.ofHours(1).toNanos();

  private final System.Logger log;
  private final String consequence;
  private final LongSupplier nanoTime;
  private final Set<String> told = new HashSet<>();
  private final boolean hourly;
  private long lastFailure;
  private long hourBegan;
  private volatile boolean failing;

  /** With what to say before the reason. */
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

  /** One that forgets each hour what it has told, and is not to hear of successes. */
  public static FailureLog hourly(System.Logger log, String consequence) {
    return new FailureLog(log, consequence, System::nanoTime, true);
  }

  /** Hears of a failure, and tells it as a warning unless that was done. */
  public synchronized void failed(Throwable failure) {
    lastFailure = nanoTime.getAsLong();
    failing = true;
    if (hourly && lastFailure - hourBegan >= HOUR) {
      hourBegan = lastFailure;
      told.clear();
    }
    String reason =
        failure instanceof Error || failure.getMessage() == null
            ? failure.toString()
            : failure.getMessage();
    if (told.size() < MOST_REASONS && told.add(reason)) {
      log.log(System.Logger.Level.WARNING, "{0}: {1}", consequence, reason);
    }
  }

  /** Hears that it has succeeded, and tells when an outage is over. */
  public void succeeded() {
    if (failing) {
      endOutage();
    }
  }

  private synchronized void endOutage() {
    if (failing && nanoTime.getAsLong() - lastFailure >= QUIET) {
      failing = false;
      told.clear();
      log.log(System.Logger.Level.INFO, "{0}: over, it works again", consequence);
    }
  }
}
