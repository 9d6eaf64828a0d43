package dev.ordercache.lab;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A place at which one thread is held until the test lets it go on. */
final class Hold {

  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  /** Waits until a thread is held here. */
  void awaitReached() {
    await(reached);
  }

  /** Lets it go on. */
  void release() {
    released.countDown();
  }

  /** Holds the calling thread if the test has prepared that, and no thread after it. */
  static void pass(AtomicReference<Hold> prepared) {
    Hold hold = prepared.getAndSet(null);
    if (hold != null) {
      hold.reached.countDown();
      await(hold.released);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(60, TimeUnit.SECONDS)) {
        throw new AssertionError("no other thread came within a minute");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
