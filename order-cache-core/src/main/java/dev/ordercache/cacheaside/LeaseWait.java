package dev.ordercache.cacheaside;

import dev.ordercache.background.GrowingPause;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * One caller's wait for a value that another instance loads: short, growing pauses, with jitter so
 * that the instances do not poll in step. It ends when the first lease that it encountered has
 * expired.
 */
final class LeaseWait {

  private static final GrowingPause PAUSE =
      new GrowingPause(Duration.ofMillis(2), Duration.ofMillis(50));

  private final long began = System.nanoTime();
  private long timeout = -1;
  private int pauses;

  /**
   * Waits for one pause.
   *
   * @param remaining the remaining time of the lease
   * @return whether to look up again: false after the deadline, or if the thread is interrupted
   */
  boolean pause(Duration remaining) {
    long waited = System.nanoTime() - began;
    if (timeout < 0) {
      timeout = waited + remaining.toNanos();
    }
    if (waited >= timeout) {
      return false;
    }
    long pause = PAUSE.after(pauses++).toNanos();
    long jittered = ThreadLocalRandom.current().nextLong(pause / 2, pause + 1);
    LockSupport.parkNanos(this, Math.min(jittered, timeout - waited));
    return !Thread.currentThread().isInterrupted();
  }
}
