package dev.ordercache.app.http;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/**
 * Runs tasks on the threads that bring them, so many at a time; the others wait in a queue, without
 * a thread, until one of those that run has ended. So the threads of the server are never all taken
 * by requests that wait for the database, and a probe always finds one. Safe for use by many
 * threads.
 */
final class RequestGate implements Executor {

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
   * Runs a task, or leaves it to a thread that runs another one now.
   *
   * @param task throws nothing
   * @throws RejectedExecutionException if as many as may wait are waiting
   */
  @Override
  public void execute(Runnable task) {
    if (!room.tryAcquire()) {
      throw new RejectedExecutionException("too many requests at a time");
    }
    waiting.add(task);
    while (!waiting.isEmpty() && running.tryAcquire()) {
      try {
        runAll();
      } finally {
        running.release();
      }
    }
  }

  private void runAll() {
    for (Runnable task; (task = waiting.poll()) != null; ) {
      try {
        task.run();
      } finally {
        room.release();
      }
    }
  }
}
