package dev.ordercache.redis;

import dev.ordercache.Generation;
import dev.ordercache.OrderStatus;
import dev.ordercache.cache.CacheEntry;
import dev.ordercache.cache.CacheEntry.ListEntry;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.Lookup;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What Redis last said of the generations of the cached lists, in the reply to a lookup or to
 * {@code confirm.lua}. Safe for use by many threads.
 */
final class ListConfirmations {

  private final Map<OrderStatus, ListConfirmation> lists;

  /** For these lists; all others are never confirmed. */
  ListConfirmations(Collection<OrderStatus> lists) {
    this.lists =
        lists.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Function.identity(), list -> new ListConfirmation(System::nanoTime)));
  }

  /** That of an entry, or null unless the entry is one of the lists. */
  @Nullable ListConfirmation of(CacheEntry entry) {
    return entry instanceof ListEntry list ? lists.get(list.status()) : null;
  }

  /**
   * Records what a script has replied about an entry.
   *
   * @param requestedAt the monotonic clock before the request
   * @param generation the entry's, or null if it has none
   * @param validFor the milliseconds that {@code reader.lua} has computed
   */
  void confirm(CacheEntry entry, long requestedAt, @Nullable Generation generation, long validFor) {
    ListConfirmation list = of(entry);
    if (list != null) {
      // the current millisecond has partly passed
      list.confirm(requestedAt, generation, Duration.ofMillis(Math.max(0, validFor - 1)));
    }
  }

  /** Records the result of a lookup, of which only a hit and a lease say the generation. */
  void confirm(CacheEntry entry, long requestedAt, Lookup<?> result, long validFor) {
    Generation generation = result.generation();
    if (generation != null) {
      confirm(entry, requestedAt, generation, validFor);
    }
  }

  /** Called when these entries were deleted. */
  void drop(Invalidation invalidation) {
    if (invalidation instanceof Invalidation.Entries some) {
      some.entries().forEach(this::drop);
    } else {
      dropAll();
    }
  }

  /** Called when an entry was deleted. */
  void drop(CacheEntry entry) {
    ListConfirmation list = of(entry);
    if (list != null) {
      list.drop();
    }
  }

  /** Called when everything was deleted. */
  void dropAll() {
    lists.values().forEach(ListConfirmation::drop);
  }
}
