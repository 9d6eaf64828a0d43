package dev.ordercache.tck;

import dev.ordercache.OrderId;
import dev.ordercache.invalidation.OrderChange;
import java.util.HashMap;
import java.util.Map;

/**
 * Remembers for a while which changes have been invalidated. A mark is for exactly one version and
 * one transaction. Guarded by the lock of the cache that it belongs to.
 */
final class InMemoryDoneMarks {

  private record Key(OrderId id, long version) {}

  private record Mark(String transaction, long end) {}

  private final Map<Key, Mark> marks = new HashMap<>();

  void add(OrderChange change, long end) {
    marks.put(new Key(change.id(), change.version()), new Mark(change.transaction(), end));
  }

  boolean contains(OrderChange change, long now) {
    marks.values().removeIf(mark -> mark.end() <= now);
    Mark mark = marks.get(new Key(change.id(), change.version()));
    return mark != null && mark.transaction().equals(change.transaction());
  }

  void clear() {
    marks.clear();
  }
}
