package dev.ordercache.preload;

import java.time.Duration;

/**
 * The progress of a {@link Preload}.
 *
 * @param state its state
 * @param orders how many orders it has read
 * @param pages how many pages of lists it has read
 * @param notCached how many of either the cache did not store
 * @param elapsed how long it has been running, or how long it took
 */
public record PreloadProgress(
    State state, long orders, long pages, long notCached, Duration elapsed) {

  /** The state of a preload. */
  public enum State {
    /** Not started. */
    IDLE,
    /** Running. */
    RUNNING,
    /**
     * Done: the cache has all values, except those for which it has no room, and at most one value
     * in a hundred that has just changed.
     */
    DONE,
    /** Ended before it was done. */
    FAILED
  }
}
