package dev.ordercache.lab;

import dev.ordercache.Generation;
import dev.ordercache.Order;
import dev.ordercache.Snapshot;
import dev.ordercache.cache.CacheKey.OrderKey;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.jdbc.JdbiOrderQuery;
import dev.ordercache.jdbc.PostgresDataSources;
import dev.ordercache.memory.Orders;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.redis.RedisSettings;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** The ordinary cache whose writers put the order that they have committed. */
final class PuttingCache extends PlainCache {

  private final JdbiOrderQuery database;

  PuttingCache(String uri, CachePlan plan, RedisSettings settings) {
    super(uri, plan, settings);
    JdbcSettings orders = SharedServers.postgres().database();
    database = new JdbiOrderQuery(PostgresDataSources.unpooled(orders), plan, orders);
  }

  @Override
  void forget(Invalidation.Entries entries) {
    OrderChange change = Objects.requireNonNull(entries.change());
    OrderKey key = new OrderKey(change.id());
    Optional<Order> committed = database.find(key.id()).value().map(order -> after(change, order));
    Lease<Optional<Order>> lease = new Lease<>(key, new Generation("put"), "");
    put(new Fill<>(lease, new Snapshot<>(committed, Instant.EPOCH)));
    names(entries).filter(name -> !name.equals(name(key.entry()))).forEach(redis::del);
  }

  /** The order as this change has left it, without later changes. */
  private static Order after(OrderChange change, Order order) {
    return Orders.changed(
        order,
        Objects.requireNonNull(change.after()),
        change.version(),
        order.assignee(),
        order.updatedAt());
  }
}
