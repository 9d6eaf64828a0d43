package dev.ordercache.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/** Durations of one kind of call, and their percentiles. */
final class Durations {

  private final long[] nanos;
  private int count;

  Durations(int capacity) {
    nanos = new long[capacity];
  }

  void add(long duration) {
    nanos[count++] = duration;
  }

  /** In milliseconds. */
  double percentile(double percent) {
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    int index = (int) Math.ceil(percent / 100 * count) - 1;
    return sorted[Math.max(0, index)] / 1e6;
  }

  String report(String name) {
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
