package dev.ordercache.redis;

import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Lease;
import dev.ordercache.plan.CachePlan;
import java.util.List;
import java.util.Optional;

/** The keys and arguments that {@code fill.lua} expects. */
final class FillCall {

  private FillCall() {}

  /**
   * Makes a call.
   *
   * @param encoded the values in their stored form, in the order of the fills
   * @param table the table of the orders
   */
  static ScriptCall of(
      CachePlan plan,
      RedisSettings settings,
      Keyspace keys,
      List<? extends Fill<?>> fills,
      List<byte[]> encoded,
      String table) {
    ScriptCall call = new ScriptCall().key(keys.relay()).key(keys.account());
    for (int i = 0; i < fills.size(); i++) {
      Fill<?> fill = fills.get(i);
      Lease<?> lease = fill.lease();
      call.key(keys.entry(lease.key().entry()))
          .argument(lease.key().field())
          .argument(lease.generation().value())
          .argument(lease.token())
          .argument(encoded.get(i))
          .argument(isNegative(fill) ? Long.toString(TimeToLive.jittered(plan.negativeTtl())) : "");
    }
    return call.argument(TimeToLive.accountWidth(plan.ttl()))
        .argument(settings.maxMemory())
        .argument(table);
  }

  private static boolean isNegative(Fill<?> fill) {
    return fill.snapshot().value() instanceof Optional<?> order && order.isEmpty();
  }
}
