package dev.ordercache.cacheaside;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One caller's wait for a value that another instance loads: short pauses that grow, with jitter so
 * that the instances do not ask in step, and an end when the first lease that it met has ended.
 */
final class LeaseWait {

  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

  private final long began = System.nanoTime();
  private long patience = -1;
  private long pause = FIRST_PAUSE;

  /**
   * Waits a little.
   *
   * @param remaining how much longer the lease is held
   * @return whether to look again: false past the deadline, and for an interrupted thread
   */
  boolean pause(Duration remaining) {
    long waited = System.nanoTime() - began;
    if (patience < 0) {
      patience = waited + remaining.toNanos();
    }
    if (waited >= patience) {
      return false;
    }
    long jittered = ThreadLocalRandom.current().nextLong(pause / 2, pause + 1);
    LockSupport.parkNanos(this, Math.min(jittered, patience - waited));
    pause = Math.min(pause * 2, LONGEST_PAUSE);
    return !Thread.currentThread().isInterrupted();
  }
}
