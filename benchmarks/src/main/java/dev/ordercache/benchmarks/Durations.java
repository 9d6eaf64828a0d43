package dev.ordercache.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/** Durations of one kind of call, and their percentiles. */
public final class Durations {

  private final long[] nanos;
  private int count;

  /** With room for this number of durations. */
  public Durations(int capacity) {
    nanos = new long[capacity];
  }

  /** Adds one, in nanoseconds. */
  public void add(long duration) {
    nanos[count++] = duration;
  }

  /** In milliseconds; 0 without durations. */
  public double percentile(double percent) {
    if (count == 0) {
      return 0;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    int index = (int) Math.ceil(percent / 100 * count) - 1;
    return sorted[Math.max(0, index)] / 1e6;
  }

  /** One line of results for all of them. */
  public String report(String name) {
    return String.format(
        Locale.ROOT,
        "%-44s n=%-6d p50 %8.3f ms   p99 %8.3f ms   max %8.3f ms",
        name,
        count,
        percentile(50),
        percentile(99),
        percentile(100));
  }
}
