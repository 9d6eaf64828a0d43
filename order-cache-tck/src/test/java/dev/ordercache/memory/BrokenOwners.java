package dev.ordercache.memory;

import dev.ordercache.cache.CacheEntry;
import dev.ordercache.cache.CacheOwner;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.OrderCache;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** Caches, each with one mistake about the table that owns it. */
final class BrokenOwners {

  private BrokenOwners() {}

  /** Accepts readers, writers and relays of any table. */
  static class TablesAreNotCompared extends InMemoryOrderCache {

    TablesAreNotCompared(CacheSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    boolean isForeign(String table, String owner) {
      return false;
    }
  }

  /** Treats a copy of the owner's server as the owner. */
  static class ServersAreNotCompared extends InMemoryOrderCache {

    ServersAreNotCompared(CacheSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    boolean isForeign(String table, String owner) {
      return super.isForeign(CacheOwner.tableOf(table), CacheOwner.tableOf(owner));
    }
  }

  /** Returns events to any table's readers, and accepts them from any table's publishers. */
  static class EventsHaveNoOwner extends InMemoryOrderCache {

    EventsHaveNoOwner(CacheSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    public InMemoryEventsOfTable eventsOf(CacheOwner table) {
      return super.eventsOf(CacheOwner.named(""));
    }
  }

  /** Keeps the marks of an earlier owner for the next. */
  static class MarksOutliveTheirOwner extends InMemoryOrderCache {

    MarksOutliveTheirOwner(CacheSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    void forgetMarks() {}
  }

  /** Adds to the events of an earlier owner. */
  static class EventsOutliveTheirOwner extends InMemoryOrderCache {

    EventsOutliveTheirOwner(CacheSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    void forgetEvents() {}
  }

  /** Mistakes a copy's transaction for that of the owner with the same number. */
  static class CopiesMarkTheirChanges extends InMemoryOrderCache {

    CopiesMarkTheirChanges(CacheSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    synchronized void invalidateUnmarked(List<Invalidation> invalidations) {
      invalidate(invalidations);
    }
  }

  /** Lets another table take over as soon as the guard has expired. */
  static class NotThereWithoutAGuard extends InMemoryOrderCache {

    NotThereWithoutAGuard(CacheSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    boolean isAlive(long applied, Duration timeout) {
      return isGuarded();
    }
  }

  /** Returns the values of an earlier owner. */
  static class EpochsHaveNoOwner extends InMemoryOrderCache {

    EpochsHaveNoOwner(CacheSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    String ownerOf(CacheEntry key) {
      return "";
    }
  }

  /** Treats a table whose name is not known as the owner. */
  static class UnknownIsTheOwner extends InMemoryOrderCache {

    UnknownIsTheOwner(CacheSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    public OrderCache of(CacheOwner table) {
      return super.of(CacheOwner.named(table.name().orElse("")));
    }
  }
}
