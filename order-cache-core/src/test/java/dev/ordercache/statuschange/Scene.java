package dev.ordercache.statuschange;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.OrderCache;
import dev.ordercache.cache.OrderCacheException;
import dev.ordercache.event.ChangeState;
import dev.ordercache.event.Event;
import dev.ordercache.event.EventPublisher;
import dev.ordercache.plan.CachePlan;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A database, a cache and a publisher, and the processes that share them. */
final class Scene implements AutoCloseable {

  static final WorkerSettings SETTINGS =
      WorkerSettings.defaults()
          .withWorkers(2, 20)
          .withTimes(Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofDays(1));

  /** The sweeper finishes nothing while a test runs. */
  static final WorkerSettings UNSWEPT =
      SETTINGS.withTimes(Duration.ofMillis(20), Duration.ofHours(1), Duration.ofDays(1));

  static {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(30)); // a busy machine needs more than usual
    Awaitility.setDefaultPollInterval(Duration.ofMillis(5)); // not 100: most wait for less
    Awaitility.setDefaultPollDelay(Duration.ZERO);
  }

  final FakeChanges database = new FakeChanges();

  /** What the cache has invalidated and the publisher has published, in this order. */
  final Queue<String> recorded = new ConcurrentLinkedQueue<>();

  volatile @Nullable Throwable cacheFailure;
  volatile @Nullable Throwable publisherFailure;

  volatile Runnable onInvalidate = () -> {};

  /** Only invalidations of this version fail. */
  volatile long neverInvalidated = -1;

  volatile boolean failsIfInterrupted;
  final OrderCache cache = new Cache();
  final EventPublisher publisher = new Publisher();
  private final List<StatusChanges> processes = new ArrayList<>();

  /** A process that has not been started. */
  StatusChanges process(WorkerSettings settings, Saga.@Nullable Recovery recovery) {
    StatusChanges.Parts parts =
        new StatusChanges.Parts(database, database, cache, publisher, CachePlan.defaults());
    Saga saga = recovery == null ? null : new Saga(database, recovery);
    StatusChanges process = new StatusChanges(parts, settings, saga);
    processes.add(process);
    return process;
  }

  StatusChanges started() {
    return started(null);
  }

  StatusChanges started(Saga.@Nullable Recovery recovery) {
    StatusChanges process = process(SETTINGS, recovery);
    process.start();
    return process;
  }

  static Submission submission(long order) {
    return submission(order, "key-" + order);
  }

  static Submission submission(long order, String key) {
    StatusChange change =
        new StatusChange(new OrderId(order), order, new OrderStatus("MANUFACTURING_STARTED"), null);
    return new Submission(change, "ada", key);
  }

  static JournalEntry accepted(Acceptance acceptance) {
    return ((Acceptance.Accepted) acceptance).entry();
  }

  ChangeState state(JournalEntry entry) {
    return database.entry(entry.id()).state();
  }

  static OrderCacheException unavailable() {
    return new OrderCacheException("away", new IOException("away"));
  }

  private static void failIf(@Nullable Throwable failure) {
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
  }

  @Override
  public void close() {
    processes.forEach(StatusChanges::close);
  }

  private final class Publisher implements EventPublisher {

    @Override
    public void publish(List<Event.StatusChanged> events) {
      failIf(publisherFailure);
      events.forEach(
          event ->
              recorded.add("%s %s %s".formatted(event.change(), event.state(), event.version())));
    }
  }

  private final class Cache implements OrderCache {

    @Override
    public void invalidate(List<Invalidation> invalidations) {
      failIf(cacheFailure);
      onInvalidate.run();
      if (invalidations.size() > 1_000) {
        throw new IllegalArgumentException("a cache accepts 1,000 at once");
      }
      if (failsIfInterrupted && Thread.currentThread().isInterrupted()) {
        throw unavailable();
      }
      for (Invalidation invalidation : invalidations) {
        Invalidation.Entries entries = (Invalidation.Entries) invalidation;
        if (entries.change() != null && entries.change().version() == neverInvalidated) {
          throw new IllegalStateException("this version cannot be invalidated");
        }
        recorded.add("invalidated " + (entries.change() == null ? "" : entries.change().version()));
      }
    }

    @Override
    public <V> List<Lookup<V>> lookup(List<? extends CacheKey<V>> keys) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Boolean> fill(List<? extends Fill<?>> fills) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void release(List<? extends Lease<?>> leases) {
      throw new UnsupportedOperationException();
    }
  }
}
