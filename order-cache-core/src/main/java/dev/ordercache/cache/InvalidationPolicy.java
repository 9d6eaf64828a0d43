package dev.ordercache.cache;

import dev.ordercache.OrderStatus;
import dev.ordercache.cache.CacheEntry.ListEntry;
import dev.ordercache.cache.CacheEntry.OrderEntry;
import java.util.HashSet;
import java.util.Set;

/**
 * Says which entries a change touches. It may name too many, never too few: an entry that is not
 * named stays as it was before the change.
 */
@FunctionalInterface
public interface InvalidationPolicy {

  /** The entries that show, or should begin to show, the changed order. */
  Set<CacheEntry> touched(OrderChange change);

  /** The order itself, and the lists of its old and its new status. */
  static InvalidationPolicy orderAndLists() {
    return change -> {
      Set<CacheEntry> entries = new HashSet<>();
      entries.add(new OrderEntry(change.id()));
      OrderStatus before = change.before();
      if (before != null) {
        entries.add(new ListEntry(before));
      }
      OrderStatus after = change.after();
      if (after != null) {
        entries.add(new ListEntry(after));
      }
      return entries;
    };
  }
}
