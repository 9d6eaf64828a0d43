package dev.ordercache.cache;

import dev.ordercache.OrderStatus;
import dev.ordercache.cache.CacheEntry.ListEntry;
import dev.ordercache.cache.CacheEntry.OrderEntry;
import java.util.HashSet;
import java.util.Set;

/** The order itself, and the lists of its old and its new status. */
record OrderAndLists() implements InvalidationPolicy {

  @Override
  public Set<CacheEntry> touched(OrderChange change) {
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
  }
}
