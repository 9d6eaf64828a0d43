package dev.ordercache.cacheaside;

import dev.ordercache.OverloadException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Limits how many database reads are under way and how many wait for their turn, so that an outage
 * of the cache does not cause one of the database. Safe for use by many threads.
 */
final class LoadLimiter {

  private final CacheAsideSettings settings;
  private final Semaphore turns;
  private final AtomicInteger queued = new AtomicInteger();

  LoadLimiter(CacheAsideSettings settings) {
    this.settings = settings;
    this.turns = new Semaphore(settings.maxLoads(), true);
  }

  /**
   * Loads when it is this caller's turn.
   *
   * @throws OverloadException if too many callers wait, or this caller's turn does not come in time
   */
  <V> V load(Supplier<V> loader) {
    takeTurn();
    try {
      return loader.get();
    } finally {
      turns.release();
    }
  }

  private void takeTurn() {
    try {
      // tryAcquire() without a timeout would overtake the callers that wait
      if (!turns.tryAcquire(0, TimeUnit.NANOSECONDS)) {
        queue();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OverloadException("interrupted while waiting for the database");
    }
  }

  private void queue() throws InterruptedException {
    try {
      if (queued.incrementAndGet() > settings.maxQueued()) {
        throw new OverloadException("too many reads wait for the database");
      }
      if (!turns.tryAcquire(settings.queueTimeout().toNanos(), TimeUnit.NANOSECONDS)) {
        throw new OverloadException(
            "no turn at the database within " + settings.queueTimeout().toMillis() + " ms");
      }
    } finally {
      queued.decrementAndGet();
    }
  }
}
