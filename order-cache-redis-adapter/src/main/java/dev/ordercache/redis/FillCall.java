package dev.ordercache.redis;

import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.OrderCacheException;
import dev.ordercache.plan.CachePlan;
import java.util.List;
import java.util.Optional;

/** The keys and arguments that {@code fill.lua} expects. */
final class FillCall {

  private FillCall() {}

  /**
   * Makes a call.
   *
   * @param codec encodes the values
   * @param table the table of the orders
   * @throws OrderCacheException if a value cannot be stored
   */
  static ScriptCall of(
      CachePlan plan,
      RedisSettings settings,
      Keyspace keys,
      List<? extends Fill<?>> fills,
      OrderCodec codec,
      String table) {
    ScriptCall call = new ScriptCall().key(keys.relay()).key(keys.account());
    try (OrderCodec.Encoder encoder = codec.encoder()) {
      for (Fill<?> fill : fills) {
        Lease<?> lease = fill.lease();
        call.key(keys.entry(lease.key().entry()))
            .argument(lease.key().field())
            .argument(lease.generation().value())
            .argument(lease.token())
            .argument(encoder.encode(fill.snapshot()))
            .argument(
                isNegative(fill) ? Long.toString(TimeToLive.jittered(plan.negativeTtl())) : "");
      }
    } catch (RuntimeException e) {
      throw new OrderCacheException("a value cannot be stored: " + e.getMessage(), e);
    }
    return call.argument(TimeToLive.accountWidth(plan.ttl()))
        .argument(settings.maxMemory())
        .argument(table);
  }

  private static boolean isNegative(Fill<?> fill) {
    return fill.snapshot().value() instanceof Optional<?> order && order.isEmpty();
  }
}
