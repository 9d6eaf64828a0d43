package dev.ordercache.memory;

import dev.ordercache.cache.CacheKey;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** Caches, each of which has room for values that it should refuse, or none for others. */
final class BrokenRooms {

  private BrokenRooms() {}

  static InMemoryOrderCache cache(CacheSettings settings, LongSupplier clock, InMemoryRoom room) {
    return new InMemoryOrderCache(
        settings, clock, new InMemoryEventLog(settings.keptEvents()), room);
  }

  static class FirstPagesAreLikeOthers extends InMemoryRoom {

    FirstPagesAreLikeOthers(CacheSettings settings) {
      super(settings);
    }

    @Override
    boolean isAlwaysFor(CacheKey<?> key) {
      return false;
    }
  }

  /** Accepts every value, so that values requested once evict the others. */
  static class NoValueIsNew extends InMemoryRoom {

    NoValueIsNew(CacheSettings settings) {
      super(settings);
    }

    @Override
    boolean wasRequestedBefore(CacheKey<?> key) {
      return true;
    }
  }

  /** Accepts no value once it is full, however often it is requested. */
  static class EveryValueIsNew extends InMemoryRoom {

    EveryValueIsNew(CacheSettings settings) {
      super(settings);
    }

    @Override
    boolean wasRequestedBefore(CacheKey<?> key) {
      return false;
    }
  }

  static class FirstPagesMakeRoom extends InMemoryRoom {

    FirstPagesMakeRoom(CacheSettings settings) {
      super(settings);
    }

    @Override
    boolean makesRoom(InMemoryEntry list) {
      return list.removeAny(this::isAlwaysFor) || super.makesRoom(list);
    }
  }

  static class NothingMakesRoom extends InMemoryRoom {

    NothingMakesRoom(CacheSettings settings) {
      super(settings);
    }

    @Override
    boolean makesRoom(InMemoryEntry list) {
      return true;
    }
  }

  /** Counts the values that it stores, and never those that it removes. */
  static class WhatIsGoneStillCounts extends InMemoryOrderCache {

    private long max;

    WhatIsGoneStillCounts(CacheSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    long bytes(Predicate<InMemoryEntry> which) {
      max = Math.max(max, super.bytes(which));
      return max;
    }
  }
}
