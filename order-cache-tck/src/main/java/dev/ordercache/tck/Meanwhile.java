package dev.ordercache.tck;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Runs concurrent tasks, each on a thread of its own. From JDK 25 on, the default pool of {@link
 * CompletableFuture} has only as many threads as there are processors, less one. On a small
 * machine, the second of two tasks that wait for each other would not start.
 */
public final class Meanwhile {

  private static final Executor THREADS =
      task -> {
        Thread thread = new Thread(task, "meanwhile");
        thread.setDaemon(true);
        thread.start();
      };

  private Meanwhile() {}

  /** Starts a task that has a result. */
  public static <T> CompletableFuture<T> supply(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, THREADS);
  }

  /** Starts a task. */
  public static CompletableFuture<Void> run(Runnable work) {
    return CompletableFuture.runAsync(work, THREADS);
  }
}
