package dev.ordercache.background;

import java.util.HashSet;
import java.util.Set;

/**
 * Tells why something that is tried again and again fails: each reason once, not again until it has
 * succeeded, and of 10 reasons at most. How often it fails is for the metrics. Used by one thread.
 */
public final class FailureLog {

  private static final int MOST_REASONS = 10;

  private final System.Logger log;
  private final String consequence;
  private final Set<String> told = new HashSet<>();

  /** With what to say before the reason. */
  public FailureLog(System.Logger log, String consequence) {
    this.log = log;
    this.consequence = consequence;
  }

  /** Hears of a failure, and tells it as a warning unless that was done. */
  public void failed(Throwable failure) {
    String reason =
        failure instanceof Error || failure.getMessage() == null
            ? failure.toString()
            : failure.getMessage();
    if (told.size() < MOST_REASONS && told.add(reason)) {
      log.log(System.Logger.Level.WARNING, "{0}: {1}", consequence, reason);
    }
  }

  /** Hears that it has succeeded. */
  public void succeeded() {
    told.clear();
  }
}
