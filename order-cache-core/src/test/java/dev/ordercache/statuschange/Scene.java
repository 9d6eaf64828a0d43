package dev.ordercache.statuschange;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.OrderCacheException;
import dev.ordercache.event.ChangeState;
import dev.ordercache.event.Event;
import dev.ordercache.event.EventPublisher;
import dev.ordercache.plan.CachePlan;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A database and a publisher, and the processes that share them. */
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

  /** What the publisher has invalidated and published, in this order. */
  final Queue<String> recorded = new ConcurrentLinkedQueue<>();

  /** Of calls that invalidate. */
  volatile @Nullable Throwable cacheFailure;

  /** Of calls that publish an event. */
  volatile @Nullable Throwable publisherFailure;

  volatile Runnable onInvalidate = () -> {};

  /** Only invalidations of this version fail. */
  volatile long neverInvalidated = -1;

  volatile boolean failsIfInterrupted;
  final EventPublisher publisher = new Publisher();
  private final List<StatusChanges> processes = new ArrayList<>();

  /** A process that has not been started. */
  StatusChanges process(WorkerSettings settings, @Nullable Recovery recovery) {
    StatusChanges.Parts parts =
        new StatusChanges.Parts(database, database, database, publisher, CachePlan.defaults());
    StatusChanges process = new StatusChanges(parts, settings, recovery);
    processes.add(process);
    return process;
  }

  StatusChanges started() {
    return started(null);
  }

  StatusChanges started(@Nullable Recovery recovery) {
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
    public void publish(List<Invalidation> stale, List<Event.StatusChanged> events) {
      if (stale.size() > 1_000 || events.size() > 1_000) {
        throw new IllegalArgumentException("a publisher accepts 1,000 at once");
      }
      List<String> deleted = stale.isEmpty() ? List.of() : invalidated(stale);
      failIf(events.isEmpty() ? null : publisherFailure);
      recorded.addAll(deleted);
      events.forEach(
          event ->
              recorded.add("%s %s %s".formatted(event.change(), event.state(), event.version())));
    }

    private List<String> invalidated(List<Invalidation> stale) {
      failIf(cacheFailure);
      onInvalidate.run();
      if (failsIfInterrupted && Thread.currentThread().isInterrupted()) {
        throw unavailable();
      }
      List<Long> versions = stale.stream().map(Publisher::version).toList();
      if (versions.contains(neverInvalidated)) {
        throw new IllegalStateException("this version cannot be invalidated");
      }
      return versions.stream().map(version -> "invalidated " + version).toList();
    }

    private static long version(Invalidation invalidation) {
      return Objects.requireNonNull(((Invalidation.Entries) invalidation).change()).version();
    }
  }
}
