package dev.ordercache.tck;

import dev.ordercache.cache.CacheKey;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** Caches of which each has room for what it should not, or none for what it should. */
final class BrokenRooms {

  private BrokenRooms() {}

  static InMemoryOrderCache cache(
      CacheContractSettings settings, LongSupplier clock, InMemoryRoom room) {
    return new InMemoryOrderCache(
        settings, clock, new InMemoryEventLog(settings.keptEvents()), room);
  }

  static class FirstPagesAreLikeOthers extends InMemoryRoom {

    FirstPagesAreLikeOthers(CacheContractSettings settings) {
      super(settings);
    }

    @Override
    boolean isAlwaysFor(CacheKey<?> key) {
      return false;
    }
  }

  /** Lets everything in, so that what is asked for once pushes out the rest. */
  static class NobodyIsNew extends InMemoryRoom {

    NobodyIsNew(CacheContractSettings settings) {
      super(settings);
    }

    @Override
    boolean wasAskedBefore(CacheKey<?> key) {
      return true;
    }
  }

  /** Lets nothing in once it is full, whatever is asked for. */
  static class EverybodyIsNew extends InMemoryRoom {

    EverybodyIsNew(CacheContractSettings settings) {
      super(settings);
    }

    @Override
    boolean wasAskedBefore(CacheKey<?> key) {
      return false;
    }
  }

  static class FirstPagesMakeRoom extends InMemoryRoom {

    FirstPagesMakeRoom(CacheContractSettings settings) {
      super(settings);
    }

    @Override
    boolean makesRoom(InMemoryEntry list) {
      return list.removeAny(this::isAlwaysFor) || super.makesRoom(list);
    }
  }

  static class NothingMakesRoom extends InMemoryRoom {

    NothingMakesRoom(CacheContractSettings settings) {
      super(settings);
    }

    @Override
    boolean makesRoom(InMemoryEntry list) {
      return true;
    }
  }

  /** Counts what it takes, and never what goes. */
  static class WhatIsGoneStillCounts extends InMemoryOrderCache {

    private long most;

    WhatIsGoneStillCounts(CacheContractSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    long bytes(Predicate<InMemoryEntry> which) {
      most = Math.max(most, super.bytes(which));
      return most;
    }
  }
}
