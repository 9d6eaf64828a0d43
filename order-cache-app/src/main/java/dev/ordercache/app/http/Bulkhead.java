package dev.ordercache.app.http;

import dev.ordercache.OverloadException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Keeps slow actions from occupying all threads: runs a limited number at a time, and refuses the
 * others at once. Safe for use by many threads.
 */
final class Bulkhead {

  private final String refusal;
  private final Semaphore places;

  /** With a number of places, and the message for a refusal. */
  Bulkhead(int places, String refusal) {
    this.places = new Semaphore(places);
    this.refusal = refusal;
  }

  /**
   * Runs an action, if a place is free.
   *
   * @throws OverloadException if no place is free
   */
  <T> T run(Supplier<T> action) {
    if (!places.tryAcquire()) {
      throw new OverloadException(refusal);
    }
    try {
      return action.get();
    } finally {
      places.release();
    }
  }
}
