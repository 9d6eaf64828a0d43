package dev.ordercache.redis;

import dev.ordercache.cache.CacheEntry;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.plan.CachePlan;
import java.util.List;

/** The keys and arguments that {@code forget.lua} expects. */
final class InvalidationCall {

  private InvalidationCall() {}

  /**
   * Begins a call with some invalidations; the script's own arguments follow them.
   *
   * @param name never used before; part of the new epoch's name if everything is invalidated
   */
  static ScriptCall of(
      CachePlan plan,
      RedisSettings settings,
      Keyspace keys,
      List<Invalidation> invalidations,
      String name) {
    List<Invalidation.Entries> some =
        invalidations.stream()
            .filter(Invalidation.Entries.class::isInstance)
            .map(Invalidation.Entries.class::cast)
            .toList();
    ScriptCall call =
        new ScriptCall()
            .key(keys.relay())
            .key(keys.guard())
            .key(keys.events())
            .key(keys.account())
            .argument(some.size() < invalidations.size() ? "1" : "0")
            .argument(name)
            .argument(settings.keptEvents())
            .argument(TimeToLive.accountWidth(plan.ttl()))
            .argument(some.size());
    for (Invalidation.Entries entries : some) {
      add(call, keys, entries);
    }
    return call;
  }

  private static void add(ScriptCall call, Keyspace keys, Invalidation.Entries entries) {
    OrderChange change = entries.change();
    if (change != null) {
      call.key(keys.done(change));
    }
    for (CacheEntry entry : entries.entries()) {
      call.key(keys.entry(entry));
    }
    call.argument(entries.entries().size()).argument(change == null ? "" : change.transaction());
  }
}
