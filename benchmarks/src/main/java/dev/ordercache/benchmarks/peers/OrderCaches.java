package dev.ordercache.benchmarks.peers;

import dev.ordercache.OrderId;
import dev.ordercache.cache.CacheEntry;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.OrderCache;
import dev.ordercache.cacheaside.CacheAsideOrderQuery;
import dev.ordercache.cacheaside.CacheAsideSettings;
import dev.ordercache.jdbc.JdbiChangeLog;
import dev.ordercache.jdbc.PostgresDataSources;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.redis.RedisConnections;
import dev.ordercache.redis.RedisOrderCache;
import dev.ordercache.redis.RedisRelayTarget;
import dev.ordercache.redis.RedisSettings;
import dev.ordercache.relay.ChangeRelay;
import dev.ordercache.relay.RelaySettings;
import java.util.List;

/** This project, as in its README: every instance has its own relay, and one relay leads. */
final class OrderCaches implements PeerCache {

  private final RedisConnections redis;
  private final OrderCache cache;
  private final CacheAsideOrderQuery orders;
  private final JdbiChangeLog log;
  private final ChangeRelay relay;
  private static final CachePlan PLAN = CachePlan.defaults();

  private OrderCaches(Instance instance) {
    RedisSettings redisSettings = RedisSettings.defaults();
    this.redis = RedisConnections.open(instance.redisUri(), PLAN, redisSettings);
    this.cache = new RedisOrderCache(redis, PLAN, redisSettings);
    this.orders =
        new CacheAsideOrderQuery(instance.orders(), cache, PLAN, CacheAsideSettings.defaults());
    this.log =
        new JdbiChangeLog(
            PostgresDataSources.unpooled(instance.postgres()), PLAN, instance.postgres());
    this.relay =
        new ChangeRelay(
            log, new RedisRelayTarget(redis, PLAN, redisSettings), PLAN, RelaySettings.defaults());
    relay.start();
  }

  static Peer peer() {
    return new Peer("this project", OrderCaches::new);
  }

  @Override
  public long version(Entry entry) {
    return orders.find(new OrderId(entry.order())).value().orElseThrow().version();
  }

  @Override
  public void evict(Entry entry, OrderRows.Update update) {
    cache.invalidate(List.of(Invalidation.after(update.change(), PLAN.policy())));
  }

  @Override
  public void makeCold(Entry entry) {
    OrderId order = new OrderId(entry.order());
    cache.invalidate(List.of(Invalidation.of(new CacheEntry.OrderEntry(order))));
  }

  @Override
  public void close() {
    relay.close();
    log.close();
    redis.close();
  }
}
