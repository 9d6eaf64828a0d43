package dev.ordercache.tck;

import dev.ordercache.cache.CacheEntry;
import dev.ordercache.cache.CacheOwner;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.OrderCache;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** Caches of which each makes one mistake about the table whose cache it is. */
final class BrokenOwners {

  private BrokenOwners() {}

  /** Readers, writers and relays of any table are welcome. */
  static class TablesAreNotCompared extends InMemoryOrderCache {

    TablesAreNotCompared(CacheContractSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    boolean isForeign(String table, String owner) {
      return false;
    }
  }

  /** Takes a copy of the owner's server for the owner. */
  static class ServersAreNotCompared extends InMemoryOrderCache {

    ServersAreNotCompared(CacheContractSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    boolean isForeign(String table, String owner) {
      return super.isForeign(CacheOwner.tableOf(table), CacheOwner.tableOf(owner));
    }
  }

  /** Tells everybody, and is told by everybody. */
  static class EventsAreAnybodys extends InMemoryOrderCache {

    EventsAreAnybodys(CacheContractSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    public InMemoryEventsOfTable eventsOf(CacheOwner table) {
      return super.eventsOf(CacheOwner.named(""));
    }
  }

  /** Leaves the marks of an earlier owner to the next. */
  static class MarksOutliveTheirOwner extends InMemoryOrderCache {

    MarksOutliveTheirOwner(CacheContractSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    void forgetMarks() {}
  }

  /** Adds to the events of an earlier owner. */
  static class EventsOutliveTheirOwner extends InMemoryOrderCache {

    EventsOutliveTheirOwner(CacheContractSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    void forgetEvents() {}
  }

  /** Takes a copy's transaction for that of the owner with the same number. */
  static class CopiesMarkTheirChanges extends InMemoryOrderCache {

    CopiesMarkTheirChanges(CacheContractSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    synchronized void invalidateUnmarked(List<Invalidation> invalidations) {
      invalidate(invalidations);
    }
  }

  /** Gives the cache to another table as soon as the guard is over. */
  static class NotThereWithoutAGuard extends InMemoryOrderCache {

    NotThereWithoutAGuard(CacheContractSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    boolean isAlive(long applied, Duration timeout) {
      return isGuarded();
    }
  }

  /** Shows what an earlier owner has left. */
  static class EpochsHaveNoOwner extends InMemoryOrderCache {

    EpochsHaveNoOwner(CacheContractSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    String ownerOf(CacheEntry key) {
      return "";
    }
  }

  /** Takes a table whose name is not known for the owner. */
  static class UnknownIsTheOwner extends InMemoryOrderCache {

    UnknownIsTheOwner(CacheContractSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    public OrderCache of(CacheOwner table) {
      return super.of(CacheOwner.named(table.name().orElse("")));
    }
  }
}
