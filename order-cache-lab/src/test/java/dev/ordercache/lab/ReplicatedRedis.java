package dev.ordercache.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.servers.RedisNode;
import dev.ordercache.tck.Gate;

/** A primary with a replica, and networks between them and in front of them. */
final class ReplicatedRedis implements AutoCloseable {

  private static final String TIMEOUT_MILLIS = "9000";

  final RedisNode primary = new RedisNode();
  final RedisNode replica = new RedisNode();
  private final Gate replication = new Gate(primary.port());
  private final Gate clients = new Gate(primary.port());

  ReplicatedRedis() {
    replica.replicate(replication.port());
  }

  /** Where clients find the primary, whichever server that is. */
  String uri() {
    return clients.uri();
  }

  /** Waits until the replica has everything; then it gets nothing any more. */
  void cutReplication() {
    primary.send("SET", "written", "last"); // WAIT waits for what its own connection has written
    assertEquals(1, primary.number("WAIT", "1", TIMEOUT_MILLIS));
    replication.holdReplies();
  }

  /** The replica takes over, for those who find the primary by its name. */
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
