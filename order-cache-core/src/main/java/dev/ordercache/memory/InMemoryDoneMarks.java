package dev.ordercache.memory;

import dev.ordercache.OrderId;
import dev.ordercache.cache.CacheEntry;
import dev.ordercache.cache.OrderChange;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Remembers for a while which entries have been deleted for which changes. A mark is for exactly
 * one version and one transaction. Guarded by the lock of the cache that it belongs to.
 */
final class InMemoryDoneMarks {

  private record Key(OrderId id, long version) {}

  private record Mark(String transaction, Set<CacheEntry> deleted, long end) {}

  private final Map<Key, Mark> marks = new HashMap<>();

  void add(OrderChange change, Set<CacheEntry> deleted, long end) {
    Key key = new Key(change.id(), change.version());
    marks.put(key, new Mark(change.transaction(), deleted, end));
  }

  /** The entries that were deleted for this change. */
  Set<CacheEntry> deletedFor(OrderChange change, long now) {
    marks.values().removeIf(mark -> mark.end() <= now);
    Mark mark = marks.get(new Key(change.id(), change.version()));
    return mark == null || !mark.transaction().equals(change.transaction())
        ? Set.of()
        : mark.deleted();
  }

  void clear() {
    marks.clear();
  }
}
