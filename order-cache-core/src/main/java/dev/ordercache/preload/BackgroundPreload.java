package dev.ordercache.preload;

import dev.ordercache.background.GrowingPause;
import dev.ordercache.preload.PreloadProgress.State;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Runs a preload in the background, and retries it after any failure: after 5 seconds, then after
 * twice as long each time, up to 5 minutes. Its service is ready when the first run has ended, even
 * if it failed: without a cache reads still come from the database. Safe for use by many threads.
 */
public final class BackgroundPreload implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(BackgroundPreload.class.getName());
  private static final Duration RETRY_DELAY = Duration.ofSeconds(5);

  private final Preload preload;
  private final GrowingPause retryDelays;
  private final AtomicLong failures = new AtomicLong();
  private int failuresInARow; // used by the thread only
  private final AtomicBoolean due = new AtomicBoolean();
  private final CompletableFuture<Boolean> ready = new CompletableFuture<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread daemon = new Thread(task, "order-cache-preload");
            daemon.setDaemon(true);
            return daemon;
          });

  /** Runs this preload; does nothing before {@link #start}. */
  public BackgroundPreload(Preload preload) {
    this(preload, RETRY_DELAY);
  }

  BackgroundPreload(Preload preload, Duration retryDelay) {
    this.preload = preload;
    this.retryDelays = new GrowingPause(retryDelay, retryDelay.multipliedBy(60));
  }

  /** Begins a run, unless one is about to begin or under way. */
  public void start() {
    schedule(Duration.ZERO);
  }

  /** Marks a service that does not preload as ready. */
  public void skip() {
    ready.complete(true);
  }

  /** Runs an action when the service is ready, or at once if it is ready already. */
  public void whenReady(Runnable action) {
    CompletableFuture<Void> unused = ready.thenRun(action);
  }

  /** How far the current run is, or how the last one ended. */
  public PreloadProgress progress() {
    return preload.progress();
  }

  /** Whether the first run has ended, or was skipped. */
  public boolean ready() {
    return ready.isDone();
  }

  /** How many runs have failed, or ended without a warm cache. */
  public long failures() {
    return failures.get();
  }

  private void schedule(Duration delay) {
    if (due.compareAndSet(false, true)) {
      ScheduledFuture<?> unused = thread.schedule(this::run, delay.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void run() {
    boolean done = false;
    Throwable cause = null;
    try {
      done = preload.run().state() == State.DONE;
    } catch (Throwable e) {
      cause = e;
    }
    if (thread.isShutdown()) {
      return; // the service is stopping and must not become ready
    }
    due.set(false);
    ready.complete(true);
    if (done) {
      failuresInARow = 0;
    } else {
      retry(cause);
    }
  }

  /** Logs last: after an Error, logging may fail too, for example for lack of memory. */
  private void retry(@Nullable Throwable cause) {
    failures.incrementAndGet();
    Duration delay = retryDelays.after(failuresInARow++);
    schedule(delay);
    String reason = cause == null ? "the cache could not be filled" : cause.toString();
    LOG.log(
        System.Logger.Level.WARNING,
        "Preload failed and is tried again in %d ms: %s".formatted(delay.toMillis(), reason),
        cause instanceof Error ? cause : null);
  }

  /** Interrupts a run under way, and does not wait for it. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
