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
 * moment. Every lookup of an entry that is a hit or grants a lease confirms it, unless a deletion
 * has overtaken the reply, and {@link #confirm} confirms all. Safe for use by many threads.
 */
public class InMemoryNearCache implements NearCache, OrderCache {

  private static final long LIFE_MILLIS = 200;

  private record Confirmed(Generation generation, long until) {}

  private final InMemoryOrderCache cache;
  private final LongSupplier clock;
  private final Map<CacheKey<?>, Lookup.Hit<?>> copies = new HashMap<>();
  private final Map<CacheEntry, Confirmed> confirmed = new HashMap<>();
  private long deletions;

  /** A near cache without copies; the clock, in milliseconds, is the cache's. */
  public InMemoryNearCache(InMemoryOrderCache cache, LongSupplier clock) {
    this.cache = cache;
    this.clock = clock;
  }

  /** Asks the cache for its generations. */
  public synchronized void confirm() {
    confirmed.clear();
    for (CacheKey<?> key : copies.keySet()) {
      confirm(key.entry(), generation(cache, key.entry()), until());
    }
  }

  private void confirm(CacheEntry entry, @Nullable Generation generation, long until) {
    if (generation != null) {
      confirmed.put(entry, new Confirmed(generation, until));
    }
  }

  private long until() {
    return clock.getAsLong() + Math.min(life(), guardedFor(cache));
  }

  @Override
  @SuppressWarnings("unchecked") // the key's type is its value's
  public synchronized <V> Lookup.@Nullable Hit<V> get(CacheKey<V> key) {
    Confirmed present = confirmed.get(key.entry());
    Lookup.Hit<V> copy = (Lookup.Hit<V>) copies.get(key);
    boolean sure =
        present != null
            && copy != null
            && isOf(present.generation(), copy)
            && clock.getAsLong() < present.until();
    return sure ? copy : null;
  }

  @Override
  public synchronized <V> List<Lookup<V>> lookup(List<? extends CacheKey<V>> keys) {
    return lookup(keys, () -> {});
  }

  /** Looks values up, and runs the action between the cache's reply and its arrival here. */
  synchronized <V> List<Lookup<V>> lookup(List<? extends CacheKey<V>> keys, Runnable meanwhile) {
    long known = deletions;
    List<Lookup<V>> lookups = cache.lookup(keys);
    long until = until();
    meanwhile.run();
    for (int i = 0; i < lookups.size(); i++) {
      CacheKey<V> key = keys.get(i);
      if (lookups.get(i) instanceof Lookup.Hit<V> hit) {
        copies.put(key, hit);
      }
      if (!isOvertaken(known, deletions)) {
        confirm(key.entry(), generation(cache, key.entry(), lookups.get(i)), until);
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
  synchronized void forget(Invalidation invalidation) {
    deletions++;
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

  /** The generation that the reply to a lookup confirms. */
  @Nullable Generation generation(InMemoryOrderCache present, CacheEntry entry, Lookup<?> reply) {
    return reply.generation();
  }

  /** Whether a deletion was made known between a request and the arrival of its reply. */
  boolean isOvertaken(long knownAtRequest, long knownAtReply) {
    return knownAtRequest != knownAtReply;
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
