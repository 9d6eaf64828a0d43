package dev.ordercache.background;

import java.time.Duration;

/**
 * Pauses between attempts: each is twice as long as the one before it.
 *
 * @param first the first pause, more than zero
 * @param max the longest pause, more than zero
 */
public record GrowingPause(Duration first, Duration max) {

  private static final int MAX_DOUBLINGS = 30; // so that it does not overflow

  /**
   * @throws IllegalArgumentException if one is out of its range
   */
  public GrowingPause {
    if (first.isNegative() || first.isZero() || max.isNegative() || max.isZero()) {
      throw new IllegalArgumentException("a pause is longer than zero: " + first + ", " + max);
    }
  }

  /**
   * The pause that follows this many others.
   *
   * @param pauses 0 or more; a counter that has overflowed counts as 0
   */
  public Duration after(int pauses) {
    Duration doubled = first.multipliedBy(1L << Math.max(0, Math.min(pauses, MAX_DOUBLINGS)));
    return doubled.compareTo(max) < 0 ? doubled : max;
  }
}
