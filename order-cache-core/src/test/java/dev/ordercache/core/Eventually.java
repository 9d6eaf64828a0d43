package dev.ordercache.core;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for an effect of another thread. */
final class Eventually {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private Eventually() {}

  /** Fails if the condition is not true within 20 seconds. */
  static void await(String what, BooleanSupplier condition) {
    long began = System.nanoTime();
    while (!condition.getAsBoolean() && System.nanoTime() - began < TIMEOUT.toNanos()) {
      LockSupport.parkNanos(1_000_000);
    }
    assertTrue(condition.getAsBoolean(), what);
  }
}
