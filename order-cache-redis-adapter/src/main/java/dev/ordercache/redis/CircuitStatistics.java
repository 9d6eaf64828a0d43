package dev.ordercache.redis;

/**
 * The state of the circuit between an instance and Redis, and its counters since its creation.
 *
 * @param state its state; only a call can detect that Redis answers again, so without calls the
 *     state does not change
 * @param opened how often it has opened; a probe that fails does not count again
 * @param refused calls that were refused at once because Redis had failed before
 */
public record CircuitStatistics(State state, long opened, long refused) {

  /** Which calls are permitted. */
  public enum State {
    /** All calls. */
    CLOSED,
    /** A few calls, to check whether Redis answers again. */
    HALF_OPEN,
    /** No calls, for a second. */
    OPEN
  }
}
