package dev.ordercache.lab;

import java.util.Locale;
import java.util.stream.LongStream;

/** How long calls took. Immutable. */
public final class Percentiles {

  private final long[] sorted;

  /** Of these durations in nanoseconds. */
  public Percentiles(LongStream nanos) {
    sorted = nanos.sorted().toArray();
  }

  /**
   * The shortest time in milliseconds that this share of calls did not exceed; 0 without calls.
   *
   * @param share of all, 0 to 1
   */
  public double millis(double share) {
    int index = (int) Math.ceil(share * sorted.length) - 1;
    return sorted.length == 0 ? 0 : sorted[Math.max(0, index)] / 1e6;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "p50 %.1f ms, p99 %.1f ms, max %.1f ms, n %d",
        millis(0.5),
        millis(0.99),
        millis(1),
        sorted.length);
  }
}
