package dev.ordercache.benchmarks.peers;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Small random pauses between the steps of readers and writers; half of them have no length. Safe
 * for use by many threads.
 */
final class Pace {

  private final AtomicLong seeds;
  private volatile long longestNanos;

  Pace(long seed) {
    seeds = new AtomicLong(seed);
  }

  /** Sets the maximum length of pauses from now on. */
  void longest(Duration longest) {
    longestNanos = longest.toNanos();
  }

  void pause() {
    long longest = longestNanos;
    if (longest == 0) {
      return;
    }
    SplittableRandom random = new SplittableRandom(seeds.incrementAndGet());
    if (random.nextBoolean()) {
      LockSupport.parkNanos(this, random.nextLong(longest));
    }
  }
}
