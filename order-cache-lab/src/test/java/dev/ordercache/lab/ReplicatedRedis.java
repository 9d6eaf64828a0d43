package dev.ordercache.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.servers.RedisNode;
import dev.ordercache.tck.Gate;

/** A primary with a replica, and gates between them and in front of them. */
final class ReplicatedRedis implements AutoCloseable {

  private static final String TIMEOUT_MILLIS = "9000";

  final RedisNode primary = new RedisNode();
  final RedisNode replica = new RedisNode();
  private final Gate replication = new Gate(primary.port());
  private final Gate clients = new Gate(primary.port());

  ReplicatedRedis() {
    replica.replicate(replication.port());
  }

  /** The address at which clients reach the primary, whichever server that is. */
  String uri() {
    return clients.uri();
  }

  /** Waits until the replica has everything, and then cuts it off. */
  void cutReplication() {
    primary.send("SET", "written", "last"); // WAIT waits for what its own connection has written
    assertEquals(1, primary.number("WAIT", "1", TIMEOUT_MILLIS));
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
