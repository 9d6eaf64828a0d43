package dev.ordercache.redis;

import static dev.ordercache.redis.RedisUnderTest.LONG_TIMEOUTS;
import static dev.ordercache.redis.RedisUnderTest.freshNamespace;
import static dev.ordercache.redis.RedisUnderTest.key;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.cache.OrderCacheException;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.servers.RedisNode;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.ReauthenticateBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** What is taken from a client or a connection factory of the caller's, and what is not. */
class CallersClientTest {

  private final CachePlan plan = freshNamespace();
  private final AtomicInteger delays = new AtomicInteger();
  private final ClientResources resources =
      ClientResources.builder()
          .ioThreadPoolSize(2)
          .computationThreadPoolSize(2)
          .reconnectDelay(
              () -> {
                delays.incrementAndGet();
                return Delay.constant(Duration.ofHours(1));
              })
          .build();

  @AfterEach
  void endThreads() {
    resources.shutdown().awaitUninterruptibly();
  }

  private LettuceConnectionFactory factory(RedisNode server) {
    return new LettuceConnectionFactory(
        new RedisStandaloneConfiguration("127.0.0.1", server.port()),
        LettuceClientConfiguration.builder()
            .clientResources(resources)
            .clientOptions(
                ClientOptions.builder()
                    .reauthenticateBehavior(ReauthenticateBehavior.ON_NEW_CREDENTIALS)
                    .build())
            .build());
  }

  private static ClientResources resourcesOf(RedisConnections connections) {
    return ((LettuceConnectionFactory) connections.factory())
        .getRequiredNativeClient()
        .getResources();
  }

  /** Theirs would reconnect in an hour. */
  @Test
  void aLostConnectionIsReconnectedOnTheCallersThreadsAfterOurDelay() {
    RedisClient client = RedisClient.create(resources);
    try (RedisNode server = new RedisNode()) {
      try (RedisConnections connections =
          RedisConnections.open(server.uri(), client, plan, LONG_TIMEOUTS)) {
        assertReconnects(server, connections);
      }
      try (RedisConnections connections =
          RedisConnections.like(factory(server), plan, LONG_TIMEOUTS)) {
        assertReconnects(server, connections);
      }
      assertEquals(0, delays.get());

      client.connect(RedisURI.create(server.uri())).close();
      assertEquals(1, delays.get(), "theirs, on their own threads, which still run");
    } finally {
      client.shutdown();
    }
  }

  private void assertReconnects(RedisNode server, RedisConnections connections) {
    RedisOrderCache cache = new RedisOrderCache(connections, plan, LONG_TIMEOUTS);
    assertEquals(1, cache.lookup(List.of(key(1))).size());
    ClientResources used = resourcesOf(connections);
    assertSame(resources.eventLoopGroupProvider(), used.eventLoopGroupProvider());
    assertSame(resources.eventExecutorGroup(), used.eventExecutorGroup());
    assertSame(resources.timer(), used.timer());
    server.stop();
    assertThrows(OrderCacheException.class, () -> cache.lookup(List.of(key(1))));
    server.start();

    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptionsInstanceOf(OrderCacheException.class)
        .until(() -> cache.lookup(List.of(key(1))).size() == 1);
  }

  @Test
  void newCredentialsAreUsedAsTheCallersFactoryDoes() {
    try (RedisConnections connections =
        RedisConnections.like(factory(RedisNode.shared()), plan, LONG_TIMEOUTS)) {
      LettuceConnectionFactory ours = (LettuceConnectionFactory) connections.factory();
      ClientOptions options = ours.getClientConfiguration().getClientOptions().orElseThrow();

      assertEquals(ReauthenticateBehavior.ON_NEW_CREDENTIALS, options.getReauthenticateBehaviour());
      assertFalse(connections.factory().getConnection().isClosed());
    }
  }

  /** Its host, by its public methods, is the local machine's. */
  @Test
  void aFactoryOfAFixedPrimaryAndItsReplicasIsRefused() {
    LettuceConnectionFactory factory =
        new LettuceConnectionFactory(
            new RedisStaticMasterReplicaConfiguration("redis.example", 6379));
    assertEquals("localhost", factory.getHostName());

    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> RedisConnections.like(factory, plan, LONG_TIMEOUTS));

    assertTrue(String.valueOf(refused.getMessage()).contains("Sentinels"), refused.getMessage());
  }
}
