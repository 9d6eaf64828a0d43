package dev.ordercache.cacheaside;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells of a kind of failure at most once in 10 seconds: how many there are is for the metrics.
 * Safe for use by many threads.
 */
final class RareLog {

  private static final long INTERVAL = Duration.ofSeconds(10).toNanos();

  private final System.Logger log;
  private final AtomicLong last = new AtomicLong(System.nanoTime() - INTERVAL);

  RareLog(System.Logger log) {
    this.log = log;
  }

  void warn(String what, RuntimeException e) {
    long now = System.nanoTime();
    long before = last.get();
    if (now - before >= INTERVAL && last.compareAndSet(before, now)) {
      log.log(System.Logger.Level.WARNING, "{0}: {1}", what, e.getMessage());
    }
  }
}
