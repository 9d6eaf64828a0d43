package dev.ordercache.app.http;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/**
 * Runs tasks on the threads that bring them, so many at a time; the others wait in a queue, without
 * a thread, until one of those that run has ended. So the threads of the server are never all taken
 * by requests that wait for the database, and a probe always finds one. No thread runs the tasks of
 * others before its own request is over. Safe for use by many threads.
 */
final class RequestGate {

  private final Semaphore running;
  private final Semaphore room;
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

  /**
   * With nothing to do.
   *
   * @param atOnce how many tasks run at a time, 1 or more
   * @param queued how many more may wait, 0 or more
   */
  RequestGate(int atOnce, int queued) {
    running = new Semaphore(atOnce);
    room = new Semaphore(atOnce + queued);
  }

  /**
   * Runs a task now, or else later on another thread.
   *
   * @param threads run what has waited
   * @throws RejectedExecutionException if as many as may wait are waiting
   */
  void execute(Runnable task, Executor threads) {
    if (!room.tryAcquire()) {
      throw new RejectedExecutionException("too many requests at a time");
    }
    if (waiting.isEmpty() && running.tryAcquire()) {
      run(task, threads);
    } else {
      waiting.add(task);
      runWaiting(threads);
    }
  }

  private void run(Runnable task, Executor threads) {
    try {
      task.run();
    } finally {
      room.release();
      running.release();
      runWaiting(threads);
    }
  }

  /** Looks again after each place that it gives back: a task may have come in between. */
  private void runWaiting(Executor threads) {
    while (!waiting.isEmpty() && running.tryAcquire()) {
      Runnable next = waiting.poll();
      if (next == null) {
        running.release();
      } else {
        threads.execute(() -> run(next, threads));
      }
    }
  }
}
