package dev.ordercache.preload;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs pieces of work in parallel. If the maximum number is already running, the submitting thread
 * runs the piece itself, so that no queue builds up. Used by one thread.
 */
final class ParallelWork implements AutoCloseable {

  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "order-cache-parallel");
            thread.setDaemon(true);
            return thread;
          });
  private final Semaphore others;
  private boolean thrown;

  /** Runs at most this many pieces at a time, including the submitting thread's; 1 or more. */
  ParallelWork(int parallelism) {
    others = new Semaphore(parallelism - 1);
  }

  /**
   * Starts a piece, or runs it on the calling thread.
   *
   * @throws RuntimeException the exception of an earlier piece
   */
  void submit(Runnable piece) {
    throwFailure();
    if (others.tryAcquire()) {
      threads.execute(
          () -> {
            try {
              attempt(piece);
            } finally {
              others.release();
            }
          });
    } else {
      attempt(piece);
    }
  }

  /**
   * Waits for all pieces: each ends in finite time.
   *
   * @throws RuntimeException the exception of the first piece that failed, unless it was thrown
   *     before
   */
  @Override
  public void close() {
    threads.shutdown();
    boolean interrupted = false;
    while (!threads.isTerminated()) {
      try {
        threads.awaitTermination(1, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    throwFailure();
  }

  private void attempt(Runnable piece) {
    try {
      piece.run();
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    }
  }

  private void throwFailure() {
    Throwable first = failure.get();
    if (first == null || thrown) {
      return;
    }
    thrown = true;
    if (first instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) first;
  }
}
