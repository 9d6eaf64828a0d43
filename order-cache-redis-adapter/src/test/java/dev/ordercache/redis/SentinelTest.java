package dev.ordercache.redis;

import static dev.ordercache.redis.RedisUnderTest.LONG_TIMEOUTS;
import static dev.ordercache.redis.RedisUnderTest.key;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisSentinel;

/** A primary and its replica, watched by a Sentinel. */
class SentinelTest extends PrimaryAndReplica {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void sentinelsNameThePrimary() throws IOException {
    int port = Ports.free(10_000, 19_999);
    RedisSentinel sentinel =
        RedisSentinel.newRedisSentinel()
            .port(port)
            .masterName("orders")
            .masterPort(primary.port())
            .quorumSize(1)
            .build();
    sentinel.start();
    try (RedisConnections connections =
        RedisConnections.open(
            "redis-sentinel://127.0.0.1:" + port + "#orders", plan, LONG_TIMEOUTS)) {
      RedisOrderCache cache = new RedisOrderCache(connections, plan, LONG_TIMEOUTS);
      assertInstanceOf(Lookup.Hit.class, cache.lookup(List.of(key(7))).get(0));
      failOver(port);
      Awaitility.await()
          .atMost(MINUTE)
          .ignoreExceptions() // a Sentinel that promotes a server closes its connections
          .until(
              () ->
                  onReplica.raw.role().get(0).equals("master") && onReplica.setGuard(2).accepted());
      assertInstanceOf(Lookup.Hit.class, onReplica.lookup(key(7)));
      Awaitility.await()
          .atMost(MINUTE)
          .ignoreExceptionsInstanceOf(OrderCacheException.class)
          .until(
              () -> {
                cache.invalidate(List.of(new Invalidation.Everything()));
                return onReplica.lookup(key(7)) instanceof Lookup.Leased<?>;
              });
    } finally {
      sentinel.stop();
    }
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
