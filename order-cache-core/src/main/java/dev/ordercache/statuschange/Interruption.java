package dev.ordercache.statuschange;

/**
 * Keeps the interruption of a thread back until this is closed: it is for the caller, and no reason
 * to take back what was committed. Used by the thread that has made it.
 */
final class Interruption implements AutoCloseable {

  private boolean held = Thread.interrupted();

  /** Whether one has come since this was last asked. */
  boolean hasCome() {
    boolean now = Thread.interrupted();
    held |= now;
    return now;
  }

  /** Hands it on. */
  @Override
  public void close() {
    if (held) {
      Thread.currentThread().interrupt();
    }
  }
}
