package dev.ordercache.benchmarks.operations;

import dev.ordercache.Answer;
import dev.ordercache.OrderId;
import dev.ordercache.OrderQuery;
import dev.ordercache.Source;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.caching.OrderCaching;
import dev.ordercache.caching.OrderCachingBuilder;
import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.preload.Preload;
import dev.ordercache.preload.PreloadProgress;
import dev.ordercache.preload.PreloadSettings;
import dev.ordercache.redis.RedisSettings;
import dev.ordercache.statuschange.StatusChanges;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** The library as a service embeds it, and two readers beside it that lack a layer. */
final class Library implements AutoCloseable {

  private static final CachePlan PLAN = CachePlan.defaults();
  private static final CachePlan WITHOUT_NEAR_CACHE = PLAN.toBuilder().nearCache(false).build();
  private static final OrderId PROBE = new OrderId(0);
  private static final long PROBE_INTERVAL = 5_000_000;

  private final OrderCaching caching;
  private final OrderCaching validating;
  private final OrderCaching decoding;
  private final Preload preload;

  /** Starts it on a database with orders, and waits until the cache is trusted. */
  Library(JdbcSettings database, String redisUri) throws Exception {
    caching = builder(PLAN, database, redisUri).build();
    validating = builder(WITHOUT_NEAR_CACHE, database, redisUri).build();
    decoding =
        builder(WITHOUT_NEAR_CACHE, database, redisUri)
            .settings(RedisSettings.defaults().withDecodedOrders(0))
            .build();
    preload = new Preload(caching.orders(), PLAN, PreloadSettings.defaults());
    caching.start().get();
  }

  private static OrderCachingBuilder builder(
      CachePlan plan, JdbcSettings database, String redisUri) {
    return OrderCaching.builder(plan).database(database).redis(redisUri).withoutPreload();
  }

  /** Creates the tables. */
  static void migrate(JdbcSettings database) {
    OrderCaching.migrate(PLAN, database);
  }

  /** Reads through near cache, validated copies, Redis and PostgreSQL. */
  OrderQuery orders() {
    return caching.orders();
  }

  /** The same without a near cache. */
  OrderQuery validating() {
    return validating.orders();
  }

  /** The same without copies to be validated: Redis sends every value. */
  OrderQuery decoding() {
    return decoding.orders();
  }

  StatusChanges changes() {
    return caching.changes();
  }

  PreloadProgress preload() {
    return preload.run();
  }

  /** Empties the cache, and waits until it is trusted again. */
  void empty() {
    caching.parts().cache().invalidate(List.of(new Invalidation.Everything()));
    while (!isVerified(caching.orders().find(PROBE))) {
      LockSupport.parkNanos(PROBE_INTERVAL);
    }
  }

  private static boolean isVerified(Answer<?> answer) {
    return answer.source() == Source.HIT || answer.source() == Source.MISS;
  }

  @Override
  public void close() {
    decoding.close();
    validating.close();
    caching.close();
  }
}
