package dev.ordercache.app.users;

import dev.ordercache.background.GrowingPause;
import java.time.Duration;

/**
 * The failed logins of one account or of one source. A limited number within a minute has no
 * consequence. After that, one login at a time is admitted, after a pause that each failure
 * doubles, from a second to a minute. Ten minutes without a failure end the pauses. Logins in
 * progress count as failed until they have ended, so that concurrent logins get no more attempts
 * than sequential ones. Safe for use by many threads.
 */
final class FailureCount {

  private static final long WINDOW = Duration.ofMinutes(1).toNanos();
  private static final long MEMORY = Duration.ofMinutes(10).toNanos();
  private static final GrowingPause PAUSE =
      new GrowingPause(Duration.ofSeconds(1), Duration.ofMinutes(1));

  private final int limit;
  private int failures;
  private int underWay;
  private long first;
  private long last;

  /** With the number of failures a minute that have no consequence. */
  FailureCount(int limit) {
    this.limit = limit;
  }

  /**
   * Admits a login or not. One of {@link #failed}, {@link #succeeded} and {@link #left} must follow
   * for each that is admitted.
   *
   * @return zero if it is admitted, or how long to wait in nanoseconds
   */
  synchronized long enter(long now) {
    forget(now);
    if (failures + underWay >= limit) {
      long pause = failures < limit ? 0 : last + PAUSE.after(failures - limit).toNanos() - now;
      if (pause > 0 || underWay > 0) {
        return Math.max(pause, PAUSE.first().toNanos());
      }
    }
    underWay++;
    return 0;
  }

  private void forget(long now) {
    if (failures > 0 && now - (failures < limit ? first + WINDOW : last + MEMORY) >= 0) {
      failures = 0;
    }
  }

  synchronized void failed(long now) {
    underWay--;
    forget(now);
    if (failures == 0) {
      first = now;
    }
    failures++;
    last = now;
  }

  /** For accounts only: the accounts that a source tries may include its own. */
  synchronized void succeeded() {
    underWay--;
    failures = 0;
  }

  /** The login was not tried, or its success says nothing about the others. */
  synchronized void left() {
    underWay--;
  }
}
