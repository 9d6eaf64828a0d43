package dev.ordercache.memory;

import dev.ordercache.cache.CacheEntry.ListEntry;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.CacheKey.CountKey;
import dev.ordercache.cache.CacheKey.PageKey;
import dev.ordercache.cacheaside.RecentlyRequested;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides which values have room in an {@link InMemoryOrderCache}. Counts and first pages always
 * have room. Any other value has room while half of the memory is free. After that, only values
 * that were requested recently have room: orders while a quarter is free, and pages after a cursor
 * while a sixteenth is free. In a list with the maximum number of values, such a page replaces
 * another one.
 */
class InMemoryRoom {

  private final RecentlyRequested requested = new RecentlyRequested();
  private final CacheSettings settings;

  InMemoryRoom(CacheSettings settings) {
    this.settings = settings;
  }

  /**
   * Whether there is room for a requested value; makes room if necessary.
   *
   * @param entry the value's entry, if it exists
   * @param used how many bytes are in use
   */
  boolean isFor(CacheKey<?> key, @Nullable InMemoryEntry entry, LongSupplier used) {
    boolean requestedBefore = wasRequestedBefore(key);
    if (isAlwaysFor(key)) {
      return true;
    }
    boolean isPage = key.entry() instanceof ListEntry;
    double share = !requestedBefore ? 0.5 : isPage ? 0.9375 : 0.75;
    if (used.getAsLong() >= settings.memory() * share) {
      return false;
    }
    return !isPage
        || entry == null
        || entry.size() < settings.pageLimit()
        || (requestedBefore && makesRoom(entry));
  }

  /** Whether there is room for one more "no such order". */
  boolean isForAbsent(long usedByAbsent) {
    return usedByAbsent < settings.memory() / 64;
  }

  /** Whether a value is one of few, and useful to all readers. */
  boolean isAlwaysFor(CacheKey<?> key) {
    return key instanceof CountKey || (key instanceof PageKey page && page.isFirst());
  }

  /** Whether a value was requested recently; records this request. */
  boolean wasRequestedBefore(CacheKey<?> key) {
    return requested.note(key);
  }

  /** Removes a value from a list, if there is one that may be removed. */
  boolean makesRoom(InMemoryEntry list) {
    return list.removeAny(key -> !isAlwaysFor(key));
  }
}
