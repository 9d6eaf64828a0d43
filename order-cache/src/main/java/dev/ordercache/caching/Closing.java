package dev.ordercache.caching;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Closes what was opened, the last first: the parts with threads within a deadline, and then, in
 * any case, the connections. Safe for use by many threads; a second call waits for the first.
 */
final class Closing implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Closing.class.getName());

  private final Deque<AutoCloseable> threads = new ArrayDeque<>();
  private final Deque<AutoCloseable> connections = new ArrayDeque<>();
  private final Duration deadline;
  private boolean closed;

  Closing(Duration deadline) {
    this.deadline = deadline;
  }

  /** Adds a part that may take its time to close. */
  <T extends AutoCloseable> T thread(T part) {
    threads.push(part);
    return part;
  }

  /** Adds connections, which parts with threads use until they are closed. */
  <T extends AutoCloseable> T connection(T opened) {
    connections.push(opened);
    return opened;
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    Thread closing = new Thread(() -> threads.forEach(Closing::close), "order-cache-close");
    closing.setDaemon(true);
    closing.start();
    boolean interrupted = false;
    try {
      closing.join(deadline.toMillis());
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (closing.isAlive()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Not everything has finished, its connections are closed now: what others must finish"
              + " is finished by other instances or after the next start");
    }
    connections.forEach(Closing::close);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      LOG.log(System.Logger.Level.WARNING, "Not closed: " + part.getClass().getSimpleName(), e);
    }
  }
}
