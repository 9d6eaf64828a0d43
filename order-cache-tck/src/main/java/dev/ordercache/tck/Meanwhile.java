package dev.ordercache.tck;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * What happens meanwhile, each on a thread of its own. From JDK 25 on, the threads that {@link
 * CompletableFuture} has by itself are as few as there are processors, less one: of two that wait
 * for each other the second would not begin on a small machine.
 */
public final class Meanwhile {

  private static final Executor THREADS =
      task -> {
        Thread thread = new Thread(task, "meanwhile");
        thread.setDaemon(true);
        thread.start();
      };

  private Meanwhile() {}

  /** Begins work that has a result. */
  public static <T> CompletableFuture<T> supply(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, THREADS);
  }

  /** Begins work. */
  public static CompletableFuture<Void> run(Runnable work) {
    return CompletableFuture.runAsync(work, THREADS);
  }
}
