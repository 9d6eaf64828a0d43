package dev.ordercache.redis;

import static dev.ordercache.redis.RedisUnderTest.LONG_TIMEOUTS;
import static dev.ordercache.redis.RedisUnderTest.freshNamespace;
import static dev.ordercache.redis.RedisUnderTest.key;
import static dev.ordercache.redis.RedisUnderTest.term;
import static dev.ordercache.redis.TestOrders.APPROVED;
import static dev.ordercache.redis.TestOrders.PAGE;
import static dev.ordercache.redis.TestOrders.STARTED;
import static dev.ordercache.redis.TestOrders.change;
import static dev.ordercache.redis.TestOrders.found;
import static dev.ordercache.redis.TestOrders.pageOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Order;
import dev.ordercache.OrderPage;
import dev.ordercache.cache.CacheKey.CountKey;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.InvalidationPolicy;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cacheaside.RecentlyRequested;
import dev.ordercache.relay.RelayTarget.Round;
import dev.ordercache.servers.RedisNode;
import dev.ordercache.tck.Gate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * By default, Lettuce sends a command again if its connection broke before the reply arrived. So
 * every script may run twice for one call, and the caller receives the second reply.
 */
class ReplayTest {

  /** With leases that last longer than a reconnect. */
  private final RedisUnderTest redis =
      RedisUnderTest.create(freshNamespace(), LONG_TIMEOUTS.withLeaseTime(Duration.ofSeconds(30)))
          .guarded();

  private final Gate gate = new Gate(RedisNode.shared().port());
  private final LettuceConnectionFactory lettuce =
      new LettuceConnectionFactory("127.0.0.1", gate.port());
  private final RedisConnections connections =
      new RedisConnections(lettuce, redis.plan, redis.settings, () -> {});
  private final RedisOrderCache cache =
      new RedisOrderCache(connections, redis.plan, redis.settings);
  private final RedisRelayTarget target =
      new RedisRelayTarget(connections, redis.plan, redis.settings);

  /** Loads the scripts first: otherwise the lost reply might only report an unknown script. */
  @BeforeEach
  void open() {
    lettuce.afterPropertiesSet();
    lettuce.start();
    cache.fill(List.of(new Fill<>(redis.lease(key(1)), found(1, 1))));
    cache.release(List.of(redis.lease(key(2))));
    cache.invalidate(List.of(Invalidation.of(key(1).entry())));
    assertTrue(target.applyRound(term(1, 0, 0), 1, round()).accepted());
  }

  private Round round() {
    return new Round(List.of(), target.time(), Duration.ofMinutes(1));
  }

  @AfterEach
  void close() {
    lettuce.destroy();
    gate.close();
    redis.close();
  }

  @Test
  void aLookupGetsTheLeasesThatItWasGivenBefore() {
    redis.cached(PAGE, pageOf());
    gate.loseNextReply();
    Lookup<Optional<Order>> order = cache.lookup(List.of(key(7))).get(0);
    gate.loseNextReply();
    Lookup<Long> count = cache.lookup(List.of(new CountKey(APPROVED))).get(0);

    assertInstanceOf(Lookup.Leased.class, order);
    assertInstanceOf(Lookup.Leased.class, count);
    assertInstanceOf(Lookup.Busy.class, redis.lookup(key(7)), "there is one lease, not two");
    assertTrue(redis.fill(((Lookup.Leased<Optional<Order>>) order).lease(), found(7, 1)));
    assertInstanceOf(Lookup.Hit.class, redis.lookup(PAGE));
  }

  /** An instance's copy of the deleted entry must not be confirmed for the next entry. */
  @Test
  void aLookupMakesAnEntryOfAnotherGenerationIfItsOwnWasDeletedMeanwhile() {
    Keyspace keys = new Keyspace(redis.plan.namespace());
    List<LookupReply<OrderPage>> wanted = List.of(new LookupReply<>(PAGE, null));
    ScriptCall call =
        LookupCall.of(
            redis.plan, redis.settings, keys, "token", wanted, new RecentlyRequested(), "");
    String entry = redis.prefix + "list:" + APPROVED;
    run(Script.LOOKUP, call);
    String first = redis.raw.hget(entry, "g");
    redis.raw.del(entry);
    run(Script.LOOKUP, call);
    assertNotEquals(first, redis.raw.hget(entry, "g"));
    assertTrue(first.startsWith("token"));
  }

  @Test
  void aFillIsRefusedAndTheValueIsThere() {
    Lease<Optional<Order>> lease = redis.lease(key(7));
    gate.loseNextReply();
    assertEquals(List.of(false), cache.fill(List.of(new Fill<>(lease, found(7, 1)))));
    assertInstanceOf(Lookup.Hit.class, redis.lookup(key(7)));
  }

  @Test
  void aReleaseIsDoneAlready() {
    Lease<OrderPage> lease = redis.lease(PAGE);
    gate.loseNextReply();
    cache.release(List.of(lease));
    assertInstanceOf(Lookup.Leased.class, redis.lookup(PAGE));
  }

  @Test
  void anInvalidationDeletesOnceMore() {
    redis.cached(key(7), found(7, 1));
    gate.loseNextReply();
    cache.invalidate(
        List.of(
            Invalidation.after(
                change(7, 2, APPROVED, STARTED), InvalidationPolicy.orderAndLists())));
    assertInstanceOf(Lookup.Leased.class, redis.lookup(key(7)));
  }

  @Test
  void aRoundIsRefusedWhichCostsAnElection() {
    Round round = round();
    gate.loseNextReply();
    assertFalse(target.applyRound(term(1, 0, 0), 2, round).accepted());
    assertFalse(target.takeOver(term(2, 1, 3), round()).newEpoch());
  }

  @Test
  void aTakeOverIsAcceptedAsOften() {
    target.takeOver(term(2, 1, 2), round());
    redis.cached(key(7), found(7, 1));
    Round round = round();
    gate.loseNextReply();
    assertTrue(target.takeOver(term(3, 2, 1), round).accepted());
    assertTrue(target.applyRound(term(3, 0, 0), 1, round()).accepted());
    assertInstanceOf(Lookup.Hit.class, redis.lookup(key(7)));
  }

  /** A value of the first of two new epochs must not become valid again when that is replayed. */
  @Test
  void everythingIsForgottenUnderYetAnotherEpoch() {
    List<Invalidation> everything = List.of(new Invalidation.Everything());
    Keyspace keys = new Keyspace(redis.plan.namespace());
    ScriptCall call = InvalidationCall.of(redis.plan, redis.settings, keys, everything, "fresh");
    run(Script.INVALIDATE, call);
    redis.cached(key(7), found(7, 1));
    redis.cache.invalidate(everything);
    run(Script.INVALIDATE, call);
    assertInstanceOf(Lookup.Leased.class, redis.lookup(key(7)));
  }

  private void run(Script script, ScriptCall call) {
    try (RedisConnection connection = redis.connections.get()) {
      connection
          .scriptingCommands()
          .eval(script.text(), ReturnType.MULTI, call.keyCount(), call.keysAndArguments());
    }
  }
}
