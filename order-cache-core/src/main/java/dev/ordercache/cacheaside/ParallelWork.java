package dev.ordercache.cacheaside;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Pieces of work that go on side by side. Whoever submits more than can be under way does a piece
 * itself, so that nothing piles up. Used by one thread.
 */
final class ParallelWork implements AutoCloseable {

  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private final ThreadPoolExecutor threads;
  private boolean thrown;

  /** At most so many pieces at a time, the submitting thread's among them. */
  ParallelWork(int parallelism) {
    threads =
        new ThreadPoolExecutor(
            Math.max(1, parallelism - 1),
            Math.max(1, parallelism - 1),
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(1),
            task -> {
              Thread thread = new Thread(task, "order-cache-parallel");
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.CallerRunsPolicy());
  }

  /**
   * Begins a piece, or does it at once.
   *
   * @throws RuntimeException what an earlier piece threw
   */
  void submit(Runnable piece) {
    throwFailure();
    threads.execute(
        () -> {
          try {
            piece.run();
          } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
          }
        });
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

  private void throwFailure() {
    RuntimeException first = failure.get();
    if (first != null && !thrown) {
      thrown = true;
      throw first;
    }
  }
}
