package dev.ordercache.cache;

import java.util.Set;

/**
 * Determines which entries a change touches. It may return too many, never too few: an entry that
 * it leaves out stays as it was before the change.
 */
@FunctionalInterface
public interface InvalidationPolicy {

  /** The entries that show, or should begin to show, the changed order. */
  Set<CacheEntry> touched(OrderChange change);

  /** The order itself, and the lists of its old and its new status. */
  static InvalidationPolicy orderAndLists() {
    return new OrderAndLists();
  }
}
