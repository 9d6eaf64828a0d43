package dev.ordercache.statuschange;

import java.time.Duration;

/**
 * How a change is made in the call of its submitter.
 *
 * @param store the database's part
 * @param recovery what becomes of a change whose cache step was not completed
 * @param deadline after how long such a change is taken back if its submitter has not come so far,
 *     100 ms to 1 hour; longer than all timeouts of a cache step and a commit together
 */
public record Saga(SagaStore store, Recovery recovery, Duration deadline) {

  /** What becomes of a change that is committed and whose cache step was not completed. */
  public enum Recovery {

    /** It is taken back, unless somebody has changed the order since. */
    COMPENSATE,

    /** It stays, and its cache step is tried until it is done. */
    RETRY_FORWARD
  }

  /**
   * @throws IllegalArgumentException if the deadline is out of its range
   */
  public Saga {
    if (deadline.toMillis() < 100 || deadline.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException("the deadline must be 100 ms to 1 h");
    }
  }

  /** One with a deadline of 10 seconds. */
  public Saga(SagaStore store, Recovery recovery) {
    this(store, recovery, Duration.ofSeconds(10));
  }

  /** Whether changes are taken back. */
  boolean compensates() {
    return recovery == Recovery.COMPENSATE;
  }
}
