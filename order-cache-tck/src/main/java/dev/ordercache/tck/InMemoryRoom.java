package dev.ordercache.tck;

import dev.ordercache.cache.CacheEntry.ListEntry;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.CacheKey.CountKey;
import dev.ordercache.cache.CacheKey.PageKey;
import dev.ordercache.cacheaside.RecentlyAsked;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link InMemoryOrderCache} has room for. Counts and first pages always have room. Of the
 * rest everything has while half of the memory is free; then only what was asked for lately: orders
 * while a quarter is free, and pages behind a cursor while a sixteenth is. In a list that has as
 * many values as it may have, such a page takes the place of another one.
 */
class InMemoryRoom {

  private final RecentlyAsked asked = new RecentlyAsked();
  private final CacheContractSettings settings;

  InMemoryRoom(CacheContractSettings settings) {
    this.settings = settings;
  }

  /**
   * Whether there is room for a value that is asked for, and makes some if need be.
   *
   * @param entry the value's entry, if it is there
   * @param used how many bytes are
   */
  boolean isFor(CacheKey<?> key, @Nullable InMemoryEntry entry, LongSupplier used) {
    boolean askedBefore = wasAskedBefore(key);
    if (isAlwaysFor(key)) {
      return true;
    }
    boolean isPage = key.entry() instanceof ListEntry;
    double share = !askedBefore ? 0.5 : isPage ? 0.9375 : 0.75;
    if (used.getAsLong() >= settings.memory() * share) {
      return false;
    }
    return !isPage
        || entry == null
        || entry.size() < settings.pageLimit()
        || (askedBefore && makesRoom(entry));
  }

  /** Whether there is room for the knowledge that there is no such order. */
  boolean isForAbsent(long usedByAbsent) {
    return usedByAbsent < settings.memory() / 64;
  }

  /** Whether a value is one of few, and useful to everybody. */
  boolean isAlwaysFor(CacheKey<?> key) {
    return key instanceof CountKey || (key instanceof PageKey page && page.isFirst());
  }

  /** Whether a value was asked for lately; now it was. */
  boolean wasAskedBefore(CacheKey<?> key) {
    return asked.note(key);
  }

  /** Takes a value out of a list, if there is one that may go. */
  boolean makesRoom(InMemoryEntry list) {
    return list.removeAny(key -> !isAlwaysFor(key));
  }
}
