package dev.ordercache.preload;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Pieces of work that go on side by side. Whoever submits more than can be under way does a piece
 * itself, so that nothing piles up. Used by one thread.
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

  /** At most so many pieces at a time, the submitting thread's among them; 1 or more. */
  ParallelWork(int parallelism) {
    others = new Semaphore(parallelism - 1);
  }

  /**
   * Begins a piece, or does it at once.
   *
   * @throws RuntimeException what an earlier piece threw
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
   * @throws RuntimeException what the first that failed threw, unless that was thrown before
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
