package dev.ordercache.preload;

import java.time.Duration;

/**
 * How far a {@link Preload} is.
 *
 * @param state what it is doing
 * @param orders how many orders it has read
 * @param pages how many pages of lists it has read
 * @param notCached how many of either the cache did not take
 * @param elapsed how long it has been at work, or how long it took
 */
public record PreloadProgress(
    State state, long orders, long pages, long notCached, Duration elapsed) {

  /** What a preload is doing. */
  public enum State {
    /** Not started. */
    IDLE,
    /** At work. */
    RUNNING,
    /**
     * Done: the cache has all of it, but for what it has no room for, and at most one value in a
     * hundred that just changed.
     */
    DONE,
    /** Ended before it was done. */
    FAILED
  }
}
