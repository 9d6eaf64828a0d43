package dev.ordercache.memory;

import dev.ordercache.Generation;
import dev.ordercache.Snapshot;
import dev.ordercache.cache.CacheEntry;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.NearCache;
import dev.ordercache.cache.OrderCache;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One instance's access to an {@link InMemoryOrderCache}, with copies of the values that it has
 * read and filled. It answers from a copy while the cache's last confirmation of the entry has the
 * copy's generation. A confirmation is valid for 200 ms, and never longer than the guard of that
 * moment. Only {@link #confirm} asks for confirmations. Safe for use by many threads.
 */
public class InMemoryNearCache implements NearCache, OrderCache {

  private static final long LIFE_MILLIS = 200;

  private final InMemoryOrderCache cache;
  private final LongSupplier clock;
  private final Map<CacheKey<?>, Lookup.Hit<?>> copies = new HashMap<>();
  private final Map<CacheEntry, Generation> confirmed = new HashMap<>();
  private long confirmedUntil;

  /** A near cache without copies; the clock, in milliseconds, is the cache's. */
  public InMemoryNearCache(InMemoryOrderCache cache, LongSupplier clock) {
    this.cache = cache;
    this.clock = clock;
  }

  /** Asks the cache for its generations. */
  public synchronized void confirm() {
    confirmed.clear();
    for (CacheKey<?> key : copies.keySet()) {
      Generation generation = generation(cache, key.entry());
      if (generation != null) {
        confirmed.put(key.entry(), generation);
      }
    }
    confirmedUntil = clock.getAsLong() + Math.min(life(), guardedFor(cache));
  }

  @Override
  @SuppressWarnings("unchecked") // the key's type is its value's
  public synchronized <V> Lookup.@Nullable Hit<V> get(CacheKey<V> key) {
    Generation generation = confirmed.get(key.entry());
    Lookup.Hit<V> copy = (Lookup.Hit<V>) copies.get(key);
    boolean sure =
        generation != null
            && copy != null
            && isOf(generation, copy)
            && clock.getAsLong() < confirmedUntil;
    return sure ? copy : null;
  }

  @Override
  public synchronized <V> List<Lookup<V>> lookup(List<? extends CacheKey<V>> keys) {
    List<Lookup<V>> lookups = cache.lookup(keys);
    for (int i = 0; i < lookups.size(); i++) {
      if (lookups.get(i) instanceof Lookup.Hit<V> hit) {
        copies.put(keys.get(i), hit);
      }
    }
    return lookups;
  }

  @Override
  public synchronized List<Boolean> fill(List<? extends Fill<?>> fills) {
    List<Boolean> taken = cache.fill(fills);
    for (int i = 0; i < taken.size(); i++) {
      if (keepsCopy(taken.get(i))) {
        Fill<?> fill = fills.get(i);
        copies.put(fill.lease().key(), hit(fill.snapshot(), fill.lease().generation()));
      }
    }
    return taken;
  }

  private static <V> Lookup.Hit<V> hit(Snapshot<V> snapshot, Generation generation) {
    return new Lookup.Hit<>(snapshot, generation);
  }

  @Override
  public void release(List<? extends Lease<?>> leases) {
    cache.release(leases);
  }

  @Override
  public synchronized void invalidate(List<Invalidation> invalidations) {
    cache.invalidate(invalidations);
    invalidations.forEach(this::forget);
  }

  /** Invalidated entries are not answered from then on. */
  void forget(Invalidation invalidation) {
    if (invalidation instanceof Invalidation.Entries some) {
      confirmed.keySet().removeAll(some.entries());
    } else {
      confirmed.clear();
    }
  }

  /** For how many milliseconds a confirmation is valid. */
  long life() {
    return LIFE_MILLIS;
  }

  /** For how many milliseconds the guard keeps the reader's bound. */
  long guardedFor(InMemoryOrderCache present) {
    return present.guardedFor();
  }

  /** The generation that the cache confirms. */
  @Nullable Generation generation(InMemoryOrderCache present, CacheEntry entry) {
    return present.generation(entry);
  }

  /** Whether a copy is of the generation that was confirmed. */
  boolean isOf(Generation generation, Lookup.Hit<?> copy) {
    return generation.equals(copy.generation());
  }

  /** Whether to keep a copy of a value that this instance offered to the cache. */
  boolean keepsCopy(boolean taken) {
    return taken;
  }
}
