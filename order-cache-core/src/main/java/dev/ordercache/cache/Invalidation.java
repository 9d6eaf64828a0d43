package dev.ordercache.cache;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the cache must forget. */
public sealed interface Invalidation {

  /**
   * Some entries, deleted together: no reader sees one of them gone and another still there.
   *
   * @param entries what to delete
   * @param change the change that made them stale, or null if a person asks. The cache remembers
   *     for 10 seconds that exactly this change is done, which spares the relay a second deletion.
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

  /** Deletes what a change has made stale. */
  static Invalidation after(OrderChange change, InvalidationPolicy policy) {
    return new Entries(policy.touched(change), change);
  }
}
