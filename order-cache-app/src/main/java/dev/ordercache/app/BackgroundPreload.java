package dev.ordercache.app;

import dev.ordercache.app.http.PreloadRunner;
import dev.ordercache.cacheaside.Preload;
import dev.ordercache.cacheaside.PreloadProgress;
import dev.ordercache.cacheaside.PreloadProgress.State;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs the preload in the background, and again after some seconds for as long as it fails. The app
 * is ready when the first run has ended, however it ended: without a cache it still answers from
 * the database. Safe for use by many threads.
 */
final class BackgroundPreload implements PreloadRunner, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(BackgroundPreload.class.getName());
  private static final long RETRY_SECONDS = 5;

  private final Preload preload;
  private final AtomicBoolean due = new AtomicBoolean();
  private final CompletableFuture<Boolean> ready = new CompletableFuture<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread daemon = new Thread(task, "order-cache-preload");
            daemon.setDaemon(true);
            return daemon;
          });

  BackgroundPreload(Preload preload) {
    this.preload = preload;
  }

  @Override
  public void start() {
    schedule(0);
  }

  /** For an app that is not to preload: it is ready at once. */
  void skip() {
    ready.complete(true);
  }

  /** Runs an action when the app is ready, at once if it is. */
  void whenReady(Runnable action) {
    CompletableFuture<Void> unused = ready.thenRun(action);
  }

  @Override
  public PreloadProgress progress() {
    return preload.progress();
  }

  @Override
  public boolean ready() {
    return ready.isDone();
  }

  private void schedule(long delaySeconds) {
    if (due.compareAndSet(false, true)) {
      ScheduledFuture<?> unused = thread.schedule(this::run, delaySeconds, TimeUnit.SECONDS);
    }
  }

  private void run() {
    boolean done = false;
    try {
      done = preload.run().state() == State.DONE;
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "Preload failed: {0}", e.getMessage());
    } finally {
      due.set(false);
      ready.complete(true);
    }
    if (!done) {
      schedule(RETRY_SECONDS);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
