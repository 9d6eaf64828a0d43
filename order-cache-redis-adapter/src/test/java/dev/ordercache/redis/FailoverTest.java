package dev.ordercache.redis;

import static dev.ordercache.redis.RedisUnderTest.LONG_TIMEOUTS;
import static dev.ordercache.redis.RedisUnderTest.key;
import static dev.ordercache.redis.RedisUnderTest.term;
import static dev.ordercache.redis.TestOrders.found;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.cache.Lookup;
import dev.ordercache.relay.RelayTarget.RelayTargetException;
import dev.ordercache.relay.RelayTarget.Reply;
import dev.ordercache.relay.RelayTarget.Round;
import dev.ordercache.relay.RelayTarget.ServerTime;
import dev.ordercache.servers.RedisNode;
import dev.ordercache.tck.Gate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/** A primary, its replica, and what happens when the replica replaces the primary. */
class FailoverTest extends PrimaryAndReplica {

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofMinutes(1));
  }

  @Test
  void aReplicaNeverShowsTheGuard() {
    String guard = onPrimary.prefix + "guard";
    onPrimary.raw.set("plain guard", "until then");
    onPrimary.target.applyRound(term(1, 0, 0), 1, onPrimary.round(60_000));
    awaitReplica();
    assertEquals("until then", onReplica.raw.get("plain guard"), "a plain key is replicated");
    assertEquals(1, onPrimary.raw.exists(guard));
    assertEquals("2", onReplica.raw.hget(onReplica.prefix + "relay", "seq"));
    assertEquals(0, onReplica.raw.exists(guard));
  }

  @Test
  void aPromotedReplicaHasAGuardOnlyAfterATakeOverAndStaysWarm() {
    long bytes = onPrimary.cache.memory();
    primary.stop();
    onReplica.raw.replicaofNoOne();
    assertEquals(new Lookup.Unverified<>(found(7, 1)), onReplica.lookup(key(7)));
    assertFalse(onReplica.target.takeOver(term(2, 1, 1), onReplica.round(60_000)).newEpoch());
    assertInstanceOf(Lookup.Hit.class, onReplica.lookup(key(7)));
    assertTrue(bytes > 0);
    assertEquals(bytes, onReplica.cache.memory(), "the account is replicated with the entry");
    onReplica.invalidate(7);
    assertEquals(0, onReplica.cache.memory());
  }

  /** The relay's connection continues to the replica, which has all data. */
  @Test
  void aRoundWithThePrimarysTimeSetsNoGuardOnTheReplica() {
    try (Gate gate = new Gate(primary.port());
        RedisConnections connections = RedisConnections.open(gate.uri(), plan, LONG_TIMEOUTS)) {
      RedisRelayTarget target = new RedisRelayTarget(connections, plan, LONG_TIMEOUTS);
      Reply first = target.applyRound(term(1, 0, 0), 1, guardedSince(target.time()));
      awaitReplica();
      onReplica.raw.replicaofNoOne();
      gate.leadTo(replica.port());
      primary.stop();
      String lost = first.time().server();
      await()
          .ignoreExceptionsInstanceOf(RelayTargetException.class)
          .until(target::time, time -> !time.server().equals(lost)); // for another term
      Reply second = awaitRound(target, first);
      assertInstanceOf(Lookup.Unverified.class, onReplica.lookup(key(7)));
      assertTrue(awaitRound(target, second).accepted());
      assertInstanceOf(Lookup.Hit.class, onReplica.lookup(key(7)));
    }
  }

  private static Round guardedSince(ServerTime time) {
    return new Round(List.of(), time, Duration.ofMinutes(1));
  }

  private static Reply awaitRound(RedisRelayTarget target, Reply previous) {
    Round round = guardedSince(previous.time());
    Reply reply =
        await()
            .ignoreExceptionsInstanceOf(RelayTargetException.class)
            .until(() -> target.applyRound(term(1, 0, 0), previous.seq(), round), Objects::nonNull);
    assertTrue(reply.accepted());
    return reply;
  }

  /**
   * Otherwise the guard would be present there, although the primary's last deletions are missing.
   */
  @Test
  void aReplicaCopiedWithTheGuardLosesItWithTheNextRound() {
    try (RedisNode copy = new RedisNode("replicaof", "127.0.0.1 " + primary.port());
        RedisUnderTest onCopy = new RedisUnderTest(copy, plan)) {
      await().until(() -> onCopy.lookup(key(7)) instanceof Lookup.Hit<?>);
      onPrimary.target.applyRound(term(1, 0, 0), 1, onPrimary.round(60_000));
      await().until(() -> onCopy.lookup(key(7)) instanceof Lookup.Unverified<?>);
      assertInstanceOf(Lookup.Hit.class, onPrimary.lookup(key(7)));
    }
  }

  /**
   * A replica keeps an expired key, and scripts see it, until its primary deletes it. On a replica
   * that was copied while the guard was present, and whose primary is gone, scripts would see the
   * guard for ever. Here the guard is set to expire soon after it was copied, however long that
   * took.
   */
  @Test
  void aReplicaCopiedWithTheGuardDoesNotKeepItForEver() {
    onPrimary.target.applyRound(term(1, 0, 0), 1, onPrimary.round(60_000));
    try (RedisNode copy = new RedisNode("replicaof", "127.0.0.1 " + primary.port());
        RedisUnderTest onCopy = new RedisUnderTest(copy, plan)) {
      awaitCopy(onCopy);
      assertInstanceOf(Lookup.Hit.class, onCopy.lookup(key(7)));
      onPrimary.raw.pexpire(onPrimary.prefix + "guard", 3_000);
      awaitReplicas(2);
      primary.stop();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> onCopy.lookup(key(7)) instanceof Lookup.Unverified<?>);
    }
  }
}
