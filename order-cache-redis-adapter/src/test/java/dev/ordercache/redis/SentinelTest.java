package dev.ordercache.redis;

import static dev.ordercache.redis.RedisUnderTest.LONG_TIMEOUTS;
import static dev.ordercache.redis.RedisUnderTest.key;
import static dev.ordercache.redis.TestOrders.found;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.OrderCacheException;
import dev.ordercache.servers.Ports;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import redis.embedded.RedisSentinel;

/** A primary and its replica, watched by a Sentinel. */
class SentinelTest extends PrimaryAndReplica {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void sentinelsNameThePrimaryAlsoThoseOfACallersFactory() throws IOException {
    int port = Ports.free(10_000, 19_999);
    String uri = "redis-sentinel://127.0.0.1:" + port + "#orders";
    LettuceConnectionFactory factory =
        new LettuceConnectionFactory(
            new RedisSentinelConfiguration("orders", Set.of("127.0.0.1:" + port)));
    RedisSentinel sentinel =
        RedisSentinel.newRedisSentinel()
            .port(port)
            .masterName("orders")
            .masterPort(primary.port())
            .quorumSize(1)
            .build();
    sentinel.start();
    try (RedisConnections opened = RedisConnections.open(uri, plan, LONG_TIMEOUTS);
        RedisConnections like = RedisConnections.like(factory, plan, LONG_TIMEOUTS)) {
      onPrimary.cached(key(8), found(8, 1));
      awaitReplica();
      Map<Long, RedisOrderCache> caches =
          Map.of(
              7L, new RedisOrderCache(opened, plan, LONG_TIMEOUTS),
              8L, new RedisOrderCache(like, plan, LONG_TIMEOUTS));
      caches.forEach(
          (id, cache) -> {
            assertInstanceOf(Lookup.Hit.class, cache.lookup(List.of(key(id))).get(0));
            assertTrue(replicaHas(id));
          });
      failOver(port);
      Awaitility.await()
          .atMost(MINUTE)
          .ignoreExceptions() // a Sentinel that promotes a server closes its connections
          .until(() -> onReplica.raw.role().get(0).equals("master") && replicaHas(7));
      caches.forEach(this::assertReachesTheNewPrimary);
    } finally {
      sentinel.stop();
    }
  }

  private boolean replicaHas(long id) {
    return onReplica.raw.exists(onReplica.prefix + "order:" + id) == 1;
  }

  private void assertReachesTheNewPrimary(long id, RedisOrderCache cache) {
    Awaitility.await()
        .atMost(MINUTE)
        .ignoreExceptionsInstanceOf(OrderCacheException.class)
        .until(
            () -> {
              cache.invalidate(List.of(Invalidation.of(key(id).entry())));
              return !replicaHas(id);
            });
  }

  /** A Sentinel promotes no replica whose state it has not read yet. */
  private static void failOver(int sentinelPort) {
    RedisClient client = RedisClient.create();
    RedisURI uri = RedisURI.create("127.0.0.1", sentinelPort);
    try (StatefulRedisSentinelConnection<String, String> connection = client.connectSentinel(uri)) {
      Awaitility.await()
          .atMost(MINUTE)
          .ignoreExceptionsInstanceOf(RedisCommandExecutionException.class)
          .until(() -> connection.sync().failover("orders").equals("OK"));
    } finally {
      client.shutdown();
    }
  }
}
