package dev.ordercache.lab.history;

import java.util.Arrays;

/**
 * How old verified answers were, in microseconds: how long ago the first change was committed that
 * an answer does not show, and 0 if it shows all. Used by one thread.
 */
final class Ages {

  private static final int MICROS = 1_000;

  private long[] ages = new long[1 << 12];
  private int size;
  private int behind;
  private long oldest;

  /**
   * Records one answer.
   *
   * @param atCall nanoseconds from the return of the missed change's call to the start of the read,
   *     to which the bound applies; 0 or less if no change was missed
   * @param atReturn the same to the return of the read
   */
  void note(long atCall, long atReturn) {
    if (size == ages.length) {
      ages = Arrays.copyOf(ages, 2 * size);
    }
    ages[size++] = Math.max(0, atReturn) / MICROS;
    behind += atReturn > 0 ? 1 : 0;
    oldest = Math.max(oldest, atCall);
  }

  void add(Ages other) {
    for (int i = 0; i < other.size; i++) {
      note(0, other.ages[i] * MICROS);
    }
    oldest = Math.max(oldest, other.oldest);
  }

  int size() {
    return size;
  }

  /** The oldest answer's age when its call began, in milliseconds. */
  double oldestMillis() {
    return oldest / 1e6;
  }

  /** A row of a table. */
  String row(String name) {
    long[] sorted = Arrays.copyOf(ages, size);
    Arrays.sort(sorted);
    return "| %s | %,d | %.2f %% | %s | %s | %s | %s | %.0f |"
        .formatted(
            name,
            size,
            100.0 * behind / Math.max(1, size),
            millis(sorted, 0.5),
            millis(sorted, 0.99),
            millis(sorted, 0.999),
            millis(sorted, 1),
            oldestMillis());
  }

  static String head() {
    return "| rounds | verified answers | behind | p50 ms | p99 ms | p99.9 ms | max ms"
        + " | max ms at the call |\n|---|---|---|---|---|---|---|---|";
  }

  private static String millis(long[] sorted, double share) {
    if (sorted.length == 0) {
      return "-";
    }
    int at = (int) Math.ceil(share * sorted.length) - 1;
    return "%.1f".formatted(sorted[Math.max(0, at)] / 1e3);
  }
}
