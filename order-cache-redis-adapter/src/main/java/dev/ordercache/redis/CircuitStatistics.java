package dev.ordercache.redis;

/**
 * How the circuit between an instance and Redis stands, and what it has done since it was made.
 *
 * @param state how it stands; whether Redis is back is found out by the next call, so without calls
 *     it stays as it is
 * @param opened how often it has opened; a probe that fails does not count again
 * @param refused calls that were refused at once because Redis had failed before
 */
public record CircuitStatistics(State state, long opened, long refused) {

  /** Who is let through. */
  public enum State {
    /** Everybody. */
    CLOSED,
    /** A few, to find out whether Redis is back. */
    HALF_OPEN,
    /** Nobody, for a second. */
    OPEN
  }
}
