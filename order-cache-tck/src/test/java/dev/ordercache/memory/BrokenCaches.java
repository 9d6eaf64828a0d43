package dev.ordercache.memory;

import dev.ordercache.OrderStatus;
import dev.ordercache.cache.CacheEntry;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.OrderChange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Caches, each with one mistake that an existing cache has made. */
final class BrokenCaches {

  private BrokenCaches() {}

  static class FillIgnoresTheLease extends InMemoryOrderCache {

    FillIgnoresTheLease(CacheSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    boolean holds(InMemoryEntry entry, Lease<?> lease) {
      return true;
    }
  }

  static class FillIsAPut extends InMemoryOrderCache {

    FillIsAPut(CacheSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    public synchronized List<Boolean> fill(List<? extends Fill<?>> fills) {
      List<Boolean> taken = new ArrayList<>(super.fill(fills));
      for (int i = 0; i < fills.size(); i++) {
        if (!taken.get(i)) {
          taken.set(i, put(fills.get(i)));
        }
      }
      return taken;
    }

    private <V> boolean put(Fill<V> fill) {
      evict(fill.lease().key().entry());
      Lookup<V> lookup = super.<V>lookup(List.of(fill.lease().key())).get(0);
      return lookup instanceof Lookup.Leased<V> leased
          && super.fill(List.of(new Fill<>(leased.lease(), fill.snapshot()))).get(0);
    }
  }

  static class LookupExtendsTheLife extends InMemoryOrderCache {

    private final CacheSettings settings;

    LookupExtendsTheLife(CacheSettings settings, LongSupplier clock) {
      super(settings, clock);
      this.settings = settings;
    }

    @Override
    @Nullable InMemoryEntry live(CacheEntry key) {
      InMemoryEntry entry = super.live(key);
      if (entry != null) {
        entry.end(now() + settings.timeToLive().toMillis());
      }
      return entry;
    }
  }

  static class DoneMarkIsForAtLeast extends InMemoryOrderCache {

    private final Map<Object, Long> highest = new HashMap<>();

    DoneMarkIsForAtLeast(CacheSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    public synchronized void invalidate(List<Invalidation> invalidations) {
      super.invalidate(invalidations);
      for (Invalidation invalidation : invalidations) {
        if (invalidation instanceof Invalidation.Entries some && some.change() != null) {
          highest.merge(some.change().id(), some.change().version(), Math::max);
        }
      }
    }

    @Override
    boolean isDone(OrderChange change, CacheEntry entry) {
      return highest.getOrDefault(change.id(), 0L) >= change.version();
    }
  }

  static class DoneMarkForgetsTheTransaction extends InMemoryOrderCache {

    private final Set<List<Object>> marks = new HashSet<>();

    DoneMarkForgetsTheTransaction(CacheSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    public synchronized void invalidate(List<Invalidation> invalidations) {
      super.invalidate(invalidations);
      for (Invalidation invalidation : invalidations) {
        if (invalidation instanceof Invalidation.Entries some && some.change() != null) {
          marks.add(List.of(some.change().id(), some.change().version()));
        }
      }
    }

    @Override
    boolean isDone(OrderChange change, CacheEntry entry) {
      return marks.contains(List.of(change.id(), change.version()));
    }
  }

  /**
   * A writer whose policy names fewer entries than the relay's leaves the others stale for good.
   */
  static class DoneMarkForgetsWhatWasDeleted extends InMemoryOrderCache {

    DoneMarkForgetsWhatWasDeleted(CacheSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    boolean isDone(OrderChange change, CacheEntry entry) {
      return super.isDone(change, new CacheEntry.OrderEntry(change.id()));
    }
  }

  static class InvalidationForgetsTheOldList extends InMemoryOrderCache {

    InvalidationForgetsTheOldList(CacheSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    public synchronized void invalidate(List<Invalidation> invalidations) {
      super.invalidate(invalidations.stream().map(this::forgetful).toList());
    }

    private Invalidation forgetful(Invalidation invalidation) {
      if (!(invalidation instanceof Invalidation.Entries some) || some.change() == null) {
        return invalidation;
      }
      Set<CacheEntry> entries = new HashSet<>(some.entries());
      OrderStatus before = some.change().before();
      if (before != null) {
        entries.remove(new CacheEntry.ListEntry(before));
      }
      return new Invalidation.Entries(entries, some.change());
    }
  }

  static class GuardNeverEnds extends InMemoryOrderCache {

    private boolean guarded;

    GuardNeverEnds(CacheSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    boolean isGuarded() {
      guarded |= super.isGuarded();
      return guarded;
    }
  }

  /** Relies on the guard for the relay's bound, whatever the reader's bound is. */
  static class BoundIsTheRelays extends InMemoryOrderCache {

    BoundIsTheRelays(CacheSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    long end(Guard present) {
      return present.since() + present.bound();
    }
  }

  static class AnswersInAnyOrder extends InMemoryOrderCache {

    AnswersInAnyOrder(CacheSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    public synchronized <V> List<Lookup<V>> lookup(List<? extends CacheKey<V>> keys) {
      List<Lookup<V>> lookups = new ArrayList<>(super.<V>lookup(keys));
      Collections.reverse(lookups);
      return lookups;
    }
  }
}
