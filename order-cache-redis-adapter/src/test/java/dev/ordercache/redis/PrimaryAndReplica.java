package dev.ordercache.redis;

import static dev.ordercache.redis.RedisUnderTest.freshNamespace;
import static dev.ordercache.redis.RedisUnderTest.key;
import static dev.ordercache.redis.TestOrders.found;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.plan.CachePlan;
import dev.ordercache.servers.RedisNode;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A primary with one cached order, and its replica, which has it too. */
abstract class PrimaryAndReplica {

  private static final int SYNC_MILLIS = 30_000;

  final CachePlan plan = freshNamespace();
  final RedisNode primary = new RedisNode();
  final RedisNode replica = new RedisNode("replicaof", "127.0.0.1 " + primary.port());
  final RedisUnderTest onPrimary = new RedisUnderTest(primary, plan);
  final RedisUnderTest onReplica = new RedisUnderTest(replica, plan);

  @BeforeEach
  void fill() {
    awaitCopy(onReplica);
    onPrimary.setGuard(1);
    onPrimary.cached(key(7), found(7, 1));
    awaitReplica();
  }

  @AfterEach
  void close() {
    onPrimary.close();
    onReplica.close();
    replica.close();
    primary.close();
  }

  static void awaitCopy(RedisUnderTest onReplica) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> onReplica.raw.info("replication").contains("status:up"));
  }

  /** WAIT waits for what its own connection has written, so this method writes something. */
  void awaitReplica() {
    onPrimary.raw.set("written", "last");
    awaitReplicas(1);
  }

  void awaitReplicas(int replicas) {
    assertEquals(replicas, onPrimary.raw.waitForReplication(replicas, SYNC_MILLIS));
  }
}
