package dev.ordercache.lab.history;

import dev.ordercache.servers.RedisNode;
import dev.ordercache.tck.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A primary and its replica, and for each instance a gate of its own to the server that it uses as
 * the primary. Used by one thread at a time.
 */
final class RedisPair implements AutoCloseable {

  private final List<Gate> gates = new ArrayList<>();
  private final WrongRedis wrongRedis;
  private RedisNode primary = new RedisNode();
  private RedisNode replica = new RedisNode();
  private Gate replication = new Gate(primary.port());

  RedisPair(int instances, WrongRedis wrongRedis) {
    this.wrongRedis = wrongRedis;
    for (int i = 0; i < instances; i++) {
      gates.add(new Gate(primary.port()));
    }
    replicate();
  }

  /** The gate of an instance. */
  Gate gate(int instance) {
    return gates.get(instance);
  }

  RedisNode primary() {
    return primary;
  }

  /** The replica receives nothing more, and does not notice that. */
  void losesReplica() {
    replication.swallow();
  }

  /** Kills the primary, promotes the replica as it is, and connects all instances to it. */
  void failOver() {
    primary.kill();
    replica.promote();
    for (Gate gate : gates) {
      lead(gate);
    }
    RedisNode killed = primary;
    primary = replica;
    replica = killed;
    replica.start();
    replicate();
  }

  /** Promotes the replica while the primary runs, and connects some instances to it. */
  SplitBrain split(IntPredicate moved) {
    long begin = System.nanoTime();
    replica.promote();
    for (int i = 0; i < gates.size(); i++) {
      if (moved.test(i)) {
        lead(gates.get(i));
        wrongRedis.add(i, begin, System.nanoTime());
      }
    }
    return new SplitBrain(begin, moved);
  }

  private void lead(Gate gate) {
    gate.leadTo(replica.port());
    gate.cut();
  }

  private void replicate() {
    replication.close();
    replication = new Gate(primary.port());
    replica.replicate(replication.port());
  }

  /** Two primaries at a time. */
  final class SplitBrain {

    private final long begin;
    private final IntPredicate moved;

    private SplitBrain(long begin, IntPredicate moved) {
      this.begin = begin;
      this.moved = moved;
    }

    /** Connects the others to the new primary too, and makes the old one its replica. */
    void heal() {
      for (int i = 0; i < gates.size(); i++) {
        if (!moved.test(i)) {
          lead(gates.get(i));
          wrongRedis.add(i, begin, System.nanoTime());
        }
      }
      RedisNode old = primary;
      primary = replica;
      replica = old;
      replicate();
    }
  }

  @Override
  public void close() {
    gates.forEach(Gate::close);
    replication.close();
    primary.close();
    replica.close();
  }
}
