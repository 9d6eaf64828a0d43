package dev.ordercache.caching;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Closes what was opened: the parts with threads, all at the same time and within a deadline, and
 * then, in any case, the connections, the last first and within another. An interrupt is kept for
 * the caller, and shortens neither. Safe for use by many threads; a second call waits for the
 * first.
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

  synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    List<Thread> parts = threads.stream().map(part -> start(() -> close(part))).toList();
    if (!join(parts)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Not everything has finished, its connections are closed now: other instances, or the"
              + " next start, finish accepted changes");
    }
    if (!join(List.of(start(() -> connections.forEach(Closing::close))))) {
      LOG.log(System.Logger.Level.WARNING, "Connections are still being closed");
    }
  }

  private static Thread start(Runnable work) {
    Thread thread = new Thread(work, "order-cache-close");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Whether all have ended before the deadline. */
  private boolean join(List<Thread> all) {
    boolean interrupted = false;
    long until = System.nanoTime() + deadline.toNanos();
    for (Thread thread : all) {
      long left = until - System.nanoTime();
      while (thread.isAlive() && left > 0) {
        try {
          TimeUnit.NANOSECONDS.timedJoin(thread, left);
        } catch (InterruptedException e) {
          interrupted = true;
        }
        left = until - System.nanoTime();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return all.stream().noneMatch(Thread::isAlive);
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Throwable e) {
      LOG.log(System.Logger.Level.WARNING, "Not closed: " + part.getClass().getSimpleName(), e);
    }
  }
}
