package dev.ordercache.app.http;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/**
 * Runs a limited number of tasks at a time, on the threads that submit them. The others wait in a
 * queue, without a thread, until a running task has ended. Thus requests that wait for the database
 * never occupy all threads of the server, and a probe always finds one. No thread runs the task of
 * another request before its own is over. Safe for use by many threads.
 */
final class RequestGate {

  private final Semaphore running;
  private final Semaphore room;
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

  /**
   * Without tasks.
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
   * @param threads runs tasks that have waited
   * @throws RejectedExecutionException if the queue is full
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

  /** Checks again after each permit that it releases: a task may have been queued in between. */
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
