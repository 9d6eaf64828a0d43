package dev.ordercache.benchmarks.operations;

import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * What was measured of one operation.
 *
 * @param operations how many were done
 * @param nanos the time that they took
 * @param cpuNanos the processor time that they took
 */
record Sample(long operations, long nanos, long cpuNanos) {

  /** Work that ends soon after a moment of {@link System#nanoTime}, and counts its operations. */
  interface Work {

    long until(long deadline) throws Exception;
  }

  /**
   * Measures work.
   *
   * @param cpu the processor time until now of whatever does the work, in nanoseconds
   */
  static Sample of(long nanos, LongSupplier cpu, Work work) throws Exception {
    long cpuBefore = cpu.getAsLong();
    long began = System.nanoTime();
    long operations = work.until(began + nanos);
    long took = System.nanoTime() - began;
    return new Sample(operations, took, cpu.getAsLong() - cpuBefore);
  }

  Sample plus(Sample other) {
    return new Sample(
        operations + other.operations, nanos + other.nanos, cpuNanos + other.cpuNanos);
  }

  /** A line: the name, operations a second, microseconds of processor time per operation. */
  String line(String name) {
    return String.format(
        Locale.ROOT,
        "%-14s %14.1f %12.3f",
        name,
        operations * 1e9 / nanos,
        cpuNanos / 1e3 / operations);
  }
}
