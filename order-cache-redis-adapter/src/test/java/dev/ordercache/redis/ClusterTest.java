package dev.ordercache.redis;

import static dev.ordercache.redis.RedisUnderTest.LONG_TIMEOUTS;
import static dev.ordercache.redis.RedisUnderTest.key;
import static dev.ordercache.redis.RedisUnderTest.newest;
import static dev.ordercache.redis.RedisUnderTest.term;
import static dev.ordercache.redis.TestOrders.APPROVED;
import static dev.ordercache.redis.TestOrders.PAGE;
import static dev.ordercache.redis.TestOrders.STARTED;
import static dev.ordercache.redis.TestOrders.change;
import static dev.ordercache.redis.TestOrders.done;
import static dev.ordercache.redis.TestOrders.found;
import static dev.ordercache.redis.TestOrders.pageOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.InvalidationPolicy;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.OrderCacheException;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.relay.RelayTarget.Round;
import dev.ordercache.servers.RedisNode;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

class ClusterTest {

  private static final int SLOTS = 16_384;
  private static final int SLOTS_OF_FIRST = SLOTS / 2;

  @Test
  void allKeysOfANamespaceAreInOneSlot() {
    Keyspace keys = new Keyspace("plant-1");
    List<Integer> slots =
        Stream.of(
                keys.relay(),
                keys.guard(),
                keys.events(),
                keys.entry(key(7).entry()),
                keys.entry(PAGE.entry()),
                keys.done(change(7, 2, APPROVED, STARTED)))
            .map(SlotHash::getSlot)
            .distinct()
            .toList();
    assertEquals(List.of(SlotHash.getSlot("plant-1")), slots);
  }

  @Test
  void everyCallWorksInAClusterOnWhicheverNodeItsNamespaceIs() {
    try (RedisNode one = node();
        RedisNode two = node()) {
      join(one, two);
      String uri = one.uri() + ",127.0.0.1:" + two.port();
      for (int i = 0; i < 10; i++) {
        CachePlan plan = namespace(i % 2 == 0);
        useEverything(RedisConnections.open(uri, plan, LONG_TIMEOUTS), plan);
      }
      assertTrue(keysOf(one) > 0 && keysOf(two) > 0, "both nodes were used");
    }
  }

  @Test
  void theNodesThatACallersFactoryMayUseAreFollowed() {
    try (RedisNode one = node();
        RedisNode two = node()) {
      join(one, two);
      CachePlan onFirst = namespace(true);
      CachePlan onSecond = namespace(false);
      useEverything(like(one, ClusterClientOptions.create(), onSecond), onSecond);
      ClusterClientOptions onlyFirst =
          ClusterClientOptions.builder()
              .validateClusterNodeMembership(false)
              .topologyRefreshOptions(
                  ClusterTopologyRefreshOptions.builder().dynamicRefreshSources(false).build())
              .nodeFilter(node -> node.getUri().getPort() == one.port())
              .build();

      useEverything(like(one, onlyFirst, onFirst), onFirst);
      try (RedisConnections connections = like(one, onlyFirst, onSecond)) {
        RedisOrderCache cache = new RedisOrderCache(connections, onSecond, LONG_TIMEOUTS);
        assertThrows(OrderCacheException.class, () -> cache.lookup(List.of(key(7))));
        ClusterClientOptions taken = options(connections);
        assertFalse(taken.isValidateClusterNodeMembership());
        assertFalse(taken.getTopologyRefreshOptions().useDynamicRefreshSources());
      }
    }
  }

  private static RedisConnections like(
      RedisNode node, ClusterClientOptions options, CachePlan plan) {
    LettuceConnectionFactory factory =
        new LettuceConnectionFactory(
            new RedisClusterConfiguration(List.of("127.0.0.1:" + node.port())),
            LettuceClientConfiguration.builder().clientOptions(options).build());
    return RedisConnections.like(factory, plan, LONG_TIMEOUTS);
  }

  private static ClusterClientOptions options(RedisConnections connections) {
    LettuceConnectionFactory factory = (LettuceConnectionFactory) connections.factory();
    return (ClusterClientOptions) factory.getClientConfiguration().getClientOptions().orElseThrow();
  }

  /** A namespace on the first node, or one on the second. */
  private static CachePlan namespace(boolean onFirst) {
    return Stream.generate(RedisUnderTest::freshNamespace)
        .filter(it -> onFirst == SlotHash.getSlot(it.namespace()) < SLOTS_OF_FIRST)
        .findFirst()
        .orElseThrow();
  }

  private static void useEverything(RedisConnections opened, CachePlan plan) {
    try (RedisConnections connections = opened) {
      RedisRelayTarget target = new RedisRelayTarget(connections, plan, LONG_TIMEOUTS);
      RedisOrderCache cache = new RedisOrderCache(connections, plan, LONG_TIMEOUTS);
      RedisEventLog events = new RedisEventLog(connections, plan, LONG_TIMEOUTS);
      Invalidation change =
          Invalidation.after(change(7, 2, APPROVED, STARTED), InvalidationPolicy.orderAndLists());
      Round round = new Round(List.of(change), target.time(), Duration.ofMinutes(1));
      long seq = target.takeOver(term(1, 0, 0), round).seq();
      Lease<?> released = lease(cache, key(7));
      cache.release(List.of(released));
      cache.fill(
          List.of(
              new Fill<>(lease(cache, key(7)), found(7, 1)),
              new Fill<>(lease(cache, PAGE), pageOf())));
      assertInstanceOf(Lookup.Hit.class, cache.lookup(List.of(key(7), key(8))).get(0));
      String position = newest(events);
      assertEquals(List.of(), events.read(position, Duration.ofMillis(1)), "waited on a node");
      new RedisEventPublisher(cache).publish(List.of(change), List.of(done(7)));
      assertEquals(4, events.read(position, Duration.ofMillis(1)).size());
      events.close();
      assertInstanceOf(Lookup.Leased.class, cache.lookup(List.of(PAGE)).get(0));
      assertTrue(target.applyRound(term(1, 0, 0), seq, round).accepted());
    }
  }

  private static <V> Lease<V> lease(RedisOrderCache cache, CacheKey<V> key) {
    return ((Lookup.Leased<V>) cache.lookup(List.of(key)).get(0)).lease();
  }

  static RedisNode node() {
    return new RedisNode("cluster-enabled", "yes");
  }

  private static void join(RedisNode one, RedisNode two) {
    RedisClient client = RedisClient.create();
    try (StatefulRedisConnection<String, String> first = connect(client, one);
        StatefulRedisConnection<String, String> second = connect(client, two)) {
      first.sync().clusterAddSlots(IntStream.range(0, SLOTS_OF_FIRST).toArray());
      second.sync().clusterAddSlots(IntStream.range(SLOTS_OF_FIRST, SLOTS).toArray());
      first.sync().clusterMeet("127.0.0.1", two.port());
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> isWhole(first.sync()) && isWhole(second.sync()));
    } finally {
      client.shutdown();
    }
  }

  private static boolean isWhole(RedisCommands<String, String> node) {
    String info = node.clusterInfo();
    return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:2");
  }

  private static long keysOf(RedisNode node) {
    RedisClient client = RedisClient.create();
    try (StatefulRedisConnection<String, String> connection = connect(client, node)) {
      return connection.sync().dbsize();
    } finally {
      client.shutdown();
    }
  }

  private static StatefulRedisConnection<String, String> connect(
      RedisClient client, RedisNode node) {
    return client.connect(RedisURI.create(node.uri()));
  }
}
