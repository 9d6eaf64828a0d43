package dev.ordercache.memory;

import dev.ordercache.Generation;
import dev.ordercache.cache.CacheEntry;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.Lookup;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Near caches, each with one mistake. */
final class BrokenNearCaches {

  private BrokenNearCaches() {}

  static class OwnChangesAreIgnored extends InMemoryNearCache {

    OwnChangesAreIgnored(InMemoryOrderCache cache, LongSupplier clock) {
      super(cache, clock);
    }

    @Override
    synchronized void forget(Invalidation invalidation) {}
  }

  static class OnlyNamedEntriesAreForgotten extends InMemoryNearCache {

    OnlyNamedEntriesAreForgotten(InMemoryOrderCache cache, LongSupplier clock) {
      super(cache, clock);
    }

    @Override
    synchronized void forget(Invalidation invalidation) {
      if (invalidation instanceof Invalidation.Entries) {
        super.forget(invalidation);
      }
    }
  }

  static class ConfirmationsLiveForASecond extends InMemoryNearCache {

    ConfirmationsLiveForASecond(InMemoryOrderCache cache, LongSupplier clock) {
      super(cache, clock);
    }

    @Override
    long life() {
      return 1_000;
    }
  }

  static class GenerationIsNotCompared extends InMemoryNearCache {

    GenerationIsNotCompared(InMemoryOrderCache cache, LongSupplier clock) {
      super(cache, clock);
    }

    @Override
    boolean isOf(Generation generation, Lookup.Hit<?> copy) {
      return true;
    }
  }

  /** Requests confirmations only once. */
  static class ConfirmsOnce extends InMemoryNearCache {

    private boolean confirmed;

    ConfirmsOnce(InMemoryOrderCache cache, LongSupplier clock) {
      super(cache, clock);
    }

    @Override
    public synchronized void confirm() {
      if (!confirmed) {
        confirmed = true;
        super.confirm();
      }
    }
  }

  static class EpochIsIgnored extends InMemoryNearCache {

    EpochIsIgnored(InMemoryOrderCache cache, LongSupplier clock) {
      super(cache, clock);
    }

    @Override
    @Nullable Generation generation(InMemoryOrderCache present, CacheEntry key) {
      InMemoryEntry entry = present.live(key);
      return entry == null ? null : entry.generation();
    }
  }

  /** Checks the guard, and then ignores when it ends. */
  static class GuardIsOutlived extends InMemoryNearCache {

    GuardIsOutlived(InMemoryOrderCache cache, LongSupplier clock) {
      super(cache, clock);
    }

    @Override
    long guardedFor(InMemoryOrderCache present) {
      return present.guardedFor() > 0 ? Long.MAX_VALUE : 0;
    }
  }

  static class GuardIsNotChecked extends InMemoryNearCache {

    GuardIsNotChecked(InMemoryOrderCache cache, LongSupplier clock) {
      super(cache, clock);
    }

    @Override
    long guardedFor(InMemoryOrderCache present) {
      return Long.MAX_VALUE;
    }
  }

  static class LookupsConfirmNothing extends InMemoryNearCache {

    LookupsConfirmNothing(InMemoryOrderCache cache, LongSupplier clock) {
      super(cache, clock);
    }

    @Override
    @Nullable Generation generation(InMemoryOrderCache present, CacheEntry entry, Lookup<?> reply) {
      return null;
    }
  }

  static class UnverifiedLookupsConfirm extends GuardIsNotChecked {

    UnverifiedLookupsConfirm(InMemoryOrderCache cache, LongSupplier clock) {
      super(cache, clock);
    }

    @Override
    @Nullable Generation generation(InMemoryOrderCache present, CacheEntry entry, Lookup<?> reply) {
      return present.generation(entry);
    }
  }

  /** Confirms with a reply that was requested before a known deletion. */
  static class OvertakenRepliesConfirm extends InMemoryNearCache {

    OvertakenRepliesConfirm(InMemoryOrderCache cache, LongSupplier clock) {
      super(cache, clock);
    }

    @Override
    boolean isOvertaken(long knownAtRequest, long knownAtReply) {
      return false;
    }
  }

  static class RefusedFillsAreKept extends InMemoryNearCache {

    RefusedFillsAreKept(InMemoryOrderCache cache, LongSupplier clock) {
      super(cache, clock);
    }

    @Override
    boolean keepsCopy(boolean taken) {
      return true;
    }
  }
}
