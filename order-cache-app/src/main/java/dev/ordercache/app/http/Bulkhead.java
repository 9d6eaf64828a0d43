package dev.ordercache.app.http;

import dev.ordercache.OverloadException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Keeps what may be slow from taking all threads: lets so many do it at a time, and refuses the
 * others at once. Safe for use by many threads.
 */
final class Bulkhead {

  private final String refusal;
  private final Semaphore places;

  /** With so many places, and what to say when there is none. */
  Bulkhead(int places, String refusal) {
    this.places = new Semaphore(places);
    this.refusal = refusal;
  }

  /**
   * Does something, if there is a place for it.
   *
   * @throws OverloadException if there is none
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
