package dev.ordercache.redis;

import static dev.ordercache.redis.RedisUnderTest.LONG_TIMEOUTS;
import static dev.ordercache.redis.RedisUnderTest.freshNamespace;
import static dev.ordercache.redis.RedisUnderTest.key;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.OrderCacheException;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.relay.RelayTarget.RelayTargetException;
import dev.ordercache.servers.Ports;
import dev.ordercache.servers.RedisNode;
import dev.ordercache.tck.Gate;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A name that has moved to another server, while connections to the old one stay open. */
class WrongServerTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Invalidation EVERYTHING = new Invalidation.Everything();

  private final CachePlan plan = freshNamespace();
  private final RedisNode primary = new RedisNode();
  private final RedisNode replica = new RedisNode("replicaof", "127.0.0.1 " + primary.port());
  private final Gate gate = new Gate(replica.port());
  private final RedisConnections connections =
      RedisConnections.open(gate.uri(), plan, LONG_TIMEOUTS);
  private final RedisOrderCache cache = new RedisOrderCache(connections, plan, LONG_TIMEOUTS);

  @AfterEach
  void close() {
    connections.close();
    gate.close();
    replica.close();
    primary.close();
  }

  private void assertRefused(String code) {
    OrderCacheException failure =
        assertThrows(OrderCacheException.class, () -> cache.invalidate(List.of(EVERYTHING)));
    assertTrue(String.valueOf(failure.getMessage()).contains(code), failure::toString);
  }

  private boolean invalidates() {
    cache.invalidate(List.of(EVERYTHING));
    return true;
  }

  private void awaitInvalidation() {
    Awaitility.await()
        .atMost(MINUTE)
        .ignoreExceptionsInstanceOf(OrderCacheException.class)
        .until(this::invalidates);
  }

  /** Reads succeed meanwhile, so the calls do not all fail for five seconds. */
  @Test
  void aConnectionToAReplicaIsReplacedAlthoughReadsWork() {
    assertRefused("READONLY");
    gate.leadTo(primary.port());
    Awaitility.await()
        .atMost(MINUTE)
        .ignoreExceptionsInstanceOf(OrderCacheException.class)
        .until(
            () -> {
              assertEquals(new Lookup.Unverified<>(null), cache.lookup(List.of(key(7))).get(0));
              return invalidates();
            });
  }

  @Test
  void aConnectionToAReplicaIsReplacedAtMostOnceASecond() {
    cache.lookup(List.of(key(7))); // so that the time to connect is not in the time measured
    long began = System.nanoTime();
    while (replaced() < 3 && System.nanoTime() - began < MINUTE.toNanos()) {
      assertThrows(OrderCacheException.class, this::invalidates);
    }
    int replaced = replaced();
    long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
    assertTrue(replaced >= 3 && replaced <= seconds + 1, () -> replaced + " in " + seconds + " s");
  }

  private int replaced() {
    return gate.connections() - 1;
  }

  @Test
  void aRelayThatOnlyWaitsForItsTurnNoticesToo() {
    RedisRelayTarget target = new RedisRelayTarget(connections, plan, LONG_TIMEOUTS);
    RelayTargetException failure = assertThrows(RelayTargetException.class, target::time);
    assertTrue(String.valueOf(failure.getMessage()).contains("READONLY"), failure::toString);
    gate.leadTo(primary.port());
    Awaitility.await()
        .atMost(MINUTE)
        .ignoreExceptionsInstanceOf(RelayTargetException.class)
        .until(() -> target.time().millis() > 0);
  }

  @Test
  void aConnectionToAReplicaWithoutItsPrimaryIsReplacedInTheEnd() {
    try (RedisNode lost =
        new RedisNode(
            "replicaof",
            "127.0.0.1 " + Ports.free(10_000, 19_999),
            "replica-serve-stale-data",
            "no")) {
      gate.leadTo(lost.port());
      assertRefused("MASTERDOWN");
      gate.leadTo(primary.port());
      awaitInvalidation();
    }
  }

  @Test
  void aConnectionToANodeThatLeftItsClusterIsReplacedInTheEnd() {
    try (RedisNode node = ClusterTest.node()) {
      gate.leadTo(node.port());
      assertRefused("CLUSTERDOWN");
      gate.leadTo(primary.port());
      awaitInvalidation();
    }
  }

  @Test
  void errorsAreUnderstood() {
    assertEquals(
        ErrorReply.OF_WRITES,
        ErrorReply.of(
            "READONLY You can't write against a read only replica. script: 1, on line 2."));
    assertEquals(
        ErrorReply.OF_WRITES,
        ErrorReply.of("ERR Error running script: @user_script: 22: -READONLY You can't write"));
    assertEquals(
        ErrorReply.OF_EVERYTHING, ErrorReply.of("LOADING Redis is loading the dataset in memory"));
    assertEquals(ErrorReply.OF_THE_CALL, ErrorReply.of("WRONGTYPE Operation against a key"));
    assertEquals(
        ErrorReply.OF_THE_CALL, ErrorReply.of("NOREPLICAS Not enough good replicas to write."));
    assertEquals(ErrorReply.OF_THE_CALL, ErrorReply.of("OOM command not allowed"));
  }
}
