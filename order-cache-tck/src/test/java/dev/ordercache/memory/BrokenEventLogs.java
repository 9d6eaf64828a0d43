package dev.ordercache.memory;

import dev.ordercache.cache.CacheEntry;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.event.Event;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Event logs, and caches that publish to them, each with one mistake. */
final class BrokenEventLogs {

  private BrokenEventLogs() {}

  /**
   * As {@code XREAD} with a position that was trimmed away: it continues with the entries that
   * remain.
   */
  static class LossIsNotNoticed extends InMemoryEventLog {

    LossIsNotNoticed(int kept) {
      super(kept);
    }

    @Override
    boolean isKnown(long place) {
      return true;
    }
  }

  /** As {@code XREAD} with {@code $}, or with an id that no entry has. */
  static class BeginningHasNoEntry extends InMemoryEventLog {

    BeginningHasNoEntry(int kept) {
      super(kept);
    }

    @Override
    long newest() {
      return behind(0).isEmpty() ? 0 : super.newest();
    }
  }

  static class ResumesAtThePosition extends InMemoryEventLog {

    ResumesAtThePosition(int kept) {
      super(kept);
    }

    @Override
    NavigableMap<Long, List<Event>> behind(long place) {
      NavigableMap<Long, List<Event>> behind = super.behind(place);
      return behind.isEmpty() ? behind : super.behind(place - 1);
    }
  }

  /** As a consumer group: what one reader has read, the others do not receive. */
  static class ReadersShare extends InMemoryEventLog {

    private long read;

    ReadersShare(int kept) {
      super(kept);
    }

    @Override
    public synchronized List<Entry> read(@Nullable String position, Duration timeout) {
      List<Entry> entries = super.read(position, timeout);
      entries.forEach(entry -> read = Math.max(read, Long.parseLong(entry.position())));
      return entries;
    }

    @Override
    NavigableMap<Long, List<Event>> behind(long place) {
      return super.behind(Math.max(place, read));
    }
  }

  static class EpochsAreNotPublished extends InMemoryEventLog {

    EpochsAreNotPublished(int kept) {
      super(kept);
    }

    @Override
    void publishReset() {
      add(List.of());
    }
  }

  static class EntriesAreNotBounded extends InMemoryEventLog {

    EntriesAreNotBounded(int kept) {
      super(kept);
    }

    @Override
    void publishDeleted(Set<CacheEntry> deleted) {
      deleted.forEach(entry -> super.publishDeleted(Set.of(entry)));
    }
  }

  /** As a client that publishes before its call. */
  static class PublishesBeforeItDeletes extends InMemoryOrderCache {

    PublishesBeforeItDeletes(CacheSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // that is the mistake
    public void invalidate(List<Invalidation> invalidations) {
      events().publishInvalidations(invalidations);
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
      super.invalidate(invalidations);
    }
  }

  /** As a worker that publishes and then invalidates. */
  static class EventPrecedesItsDeletion extends InMemoryOrderCache {

    EventPrecedesItsDeletion(CacheSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    public synchronized void publish(
        List<Invalidation> stale, List<Event.StatusChanged> statusChanges) {
      super.publish(List.of(), statusChanges);
      invalidate(stale);
    }
  }

  static class EventHasNoDeletion extends InMemoryOrderCache {

    EventHasNoDeletion(CacheSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    public synchronized void publish(
        List<Invalidation> stale, List<Event.StatusChanged> statusChanges) {
      super.publish(List.of(), statusChanges);
    }
  }

  static class PublishedChangesAreNotMarked extends InMemoryOrderCache {

    PublishedChangesAreNotMarked(CacheSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    public synchronized void publish(
        List<Invalidation> stale, List<Event.StatusChanged> statusChanges) {
      invalidateUnmarked(stale);
      super.publish(List.of(), statusChanges);
    }
  }

  static class DoneIsPublishedAgain extends InMemoryOrderCache {

    DoneIsPublishedAgain(CacheSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    boolean isDone(OrderChange change, CacheEntry entry) {
      return false;
    }
  }
}
