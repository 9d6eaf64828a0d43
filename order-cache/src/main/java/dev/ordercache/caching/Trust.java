package dev.ordercache.caching;

import dev.ordercache.OrderId;
import dev.ordercache.background.BackgroundLoop;
import dev.ordercache.cache.CacheKey.OrderKey;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.OrderCache;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Looks into the cache, on a thread of its own, until a lookup finds the guard: then a future
 * completes and the thread ends. Safe for use by many threads.
 */
final class Trust implements AutoCloseable {

  private static final Duration INTERVAL = Duration.ofMillis(20);

  /** The order need not exist. */
  private static final OrderKey PROBE = new OrderKey(new OrderId(0));

  private final OrderCache cache;
  private final CompletableFuture<Void> found = new CompletableFuture<>();
  private final BackgroundLoop loop =
      new BackgroundLoop("order-cache-trust", Duration.ZERO, new Probing());

  Trust(OrderCache cache) {
    this.cache = cache;
  }

  /**
   * Starts the thread.
   *
   * @throws IllegalThreadStateException if it was started before
   */
  void start() {
    loop.start();
  }

  /** A future of its own for each caller; cancelled if this is closed before. */
  CompletableFuture<Void> future() {
    CompletableFuture<Void> copy = new CompletableFuture<>();
    CompletableFuture<Void> unused =
        found.whenComplete(
            (done, failure) -> {
              if (failure == null) {
                copy.complete(null);
              } else {
                copy.cancel(false);
              }
            });
    return copy;
  }

  private final class Probing implements BackgroundLoop.Work {

    @Override
    public Duration round() {
      Lookup<?> lookup = cache.lookup(List.of(PROBE)).get(0);
      if (lookup instanceof Lookup.Leased<?> leased) {
        cache.release(List.of(leased.lease()));
      }
      if (!(lookup instanceof Lookup.Unverified)) {
        found.complete(null);
        loop.close();
      }
      return INTERVAL;
    }

    /** The readers' own failures are logged. */
    @Override
    public Duration failed(Throwable failure) {
      return INTERVAL;
    }

    @Override
    public void end() {
      found.cancel(false);
    }
  }

  @Override
  public void close() {
    loop.close();
    found.cancel(false);
  }
}
