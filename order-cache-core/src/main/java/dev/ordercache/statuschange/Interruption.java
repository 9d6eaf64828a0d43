package dev.ordercache.statuschange;

/**
 * Defers the interruption of a thread until this is closed: it is meant for the caller, and no
 * reason to compensate a committed change. Used by the thread that has created it.
 */
final class Interruption implements AutoCloseable {

  private boolean deferred = Thread.interrupted();

  /** Whether the thread was interrupted since the last call. */
  boolean wasRequested() {
    boolean now = Thread.interrupted();
    deferred |= now;
    return now;
  }

  /** Restores the interruption. */
  @Override
  public void close() {
    if (deferred) {
      Thread.currentThread().interrupt();
    }
  }
}
