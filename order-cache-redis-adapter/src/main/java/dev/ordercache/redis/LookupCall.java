package dev.ordercache.redis;

import dev.ordercache.cacheaside.RecentlyRequested;
import dev.ordercache.plan.CachePlan;
import java.util.List;

/** The keys and arguments that {@code lookup.lua} and {@code lease.lua} expect. */
final class LookupCall {

  private static final byte[] NOTHING = {};
  private static final byte[] YES = {'1'};

  private LookupCall() {}

  /**
   * Makes a call.
   *
   * @param token never used before
   * @param table the reader's table
   */
  static <V> ScriptCall of(
      CachePlan plan,
      RedisSettings settings,
      Keyspace keys,
      String token,
      List<LookupReply<V>> wanted,
      RecentlyRequested requested,
      String table) {
    ScriptCall call =
        new ScriptCall()
            .key(keys.relay())
            .key(keys.guard())
            .key(keys.account())
            .argument(token)
            .argument(settings.leaseTime().toMillis())
            .argument(settings.pagesPerList())
            .argument(TimeToLive.accountWidth(plan.ttl()))
            .argument(settings.maxMemory());
    for (LookupReply<V> one : wanted) {
      ValidatedCopy<V> copy = one.copy();
      call.key(keys.entry(one.key().entry()))
          .argument(one.key().field())
          .argument(TimeToLive.jittered(plan.ttl()))
          .argument(copy == null ? "" : copy.hit().generation().value())
          .argument(requested.contains(one.key()) ? YES : NOTHING);
    }
    return call.argument(table).argument(plan.stalenessBound().toMillis());
  }
}
