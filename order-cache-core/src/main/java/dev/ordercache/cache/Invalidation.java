package dev.ordercache.cache;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The entries that the cache must delete. */
public sealed interface Invalidation {

  /**
   * Some entries, deleted atomically: no reader sees only some of them deleted.
   *
   * @param entries the entries to delete
   * @param change the change that made them stale, or null for a deletion by hand. For 10 seconds
   *     the cache keeps exactly this change marked as done, which saves the relay a second
   *     deletion.
   */
  record Entries(Set<CacheEntry> entries, @Nullable OrderChange change) implements Invalidation {

    /** Keeps a copy of the set. */
    public Entries {
      entries = Set.copyOf(entries);
    }
  }

  /** All entries at once. */
  record Everything() implements Invalidation {}

  /** Deletes entries by hand. */
  static Invalidation of(CacheEntry... entries) {
    return new Entries(Set.of(entries), null);
  }

  /** Deletes the entries that a change has made stale. */
  static Invalidation after(OrderChange change, InvalidationPolicy policy) {
    return new Entries(policy.touched(change), change);
  }
}
