package dev.ordercache.app.freshness;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.tck.Gate;
import java.time.Duration;

/** A primary with a replica, and gates between them and in front of them. */
final class ReplicatedRedis implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  final RedisNode primary = new RedisNode();
  final RedisNode replica = new RedisNode();
  private final Gate replication = new Gate(primary.port());
  private final Gate clients = new Gate(primary.port());

  ReplicatedRedis() {
    replica.raw().replicaof("127.0.0.1", replication.port());
    await()
        .atMost(TIMEOUT)
        .until(() -> replica.raw().info("replication").contains("master_link_status:up"));
  }

  /** The address at which clients reach the primary, whichever server that is. */
  String uri() {
    return clients.uri();
  }

  /** Waits until the replica has everything, and then cuts it off. */
  void cutReplication() {
    primary.raw().set("written", "last"); // WAIT waits for what its own connection has written
    assertEquals(1, primary.raw().waitForReplication(1, TIMEOUT.toMillis()));
    replication.holdReplies();
  }

  /** Promotes the replica, also for clients that reach the primary at {@link #uri}. */
  void promote() {
    replica.promote();
    clients.leadTo(replica.port());
    clients.cut();
  }

  @Override
  public void close() {
    clients.close();
    replica.close();
    primary.close();
    replication.close();
  }
}
