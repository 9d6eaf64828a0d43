package dev.ordercache.redis;

import static dev.ordercache.redis.RedisUnderTest.ORIGIN;
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
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderId;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.InvalidationPolicy;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.relay.ChangeLog.Term;
import dev.ordercache.relay.Progress;
import dev.ordercache.relay.RelayTarget.RelayTargetException;
import dev.ordercache.relay.RelayTarget.Reply;
import dev.ordercache.relay.RelayTarget.Round;
import dev.ordercache.tck.LogRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RelayTargetTest {

  private static final OrderChange CHANGE = change(7, 2, APPROVED, STARTED);
  private static final Invalidation INVALIDATION =
      Invalidation.after(CHANGE, InvalidationPolicy.orderAndLists());

  private final RedisUnderTest redis = RedisUnderTest.create();

  @RegisterExtension final LogRecords warnings = new LogRecords(RedisRelayTarget.class);

  @AfterEach
  void close() {
    redis.close();
  }

  private Map<String, String> stored() {
    return redis.raw.hgetall(redis.prefix + "relay");
  }

  private Reply takeOver(long number, long ackTerm, long ackSeq) {
    return redis.target.takeOver(term(number, ackTerm, ackSeq), redis.round(60_000));
  }

  private Reply applyRound(long term, long seq, Invalidation... invalidations) {
    return redis.target.applyRound(term(term, 0, 0), seq, redis.round(60_000, invalidations));
  }

  @Test
  void anEmptyRedisHasLostItsData() {
    Reply reply = takeOver(5, 0, 0);
    assertTrue(reply.accepted());
    assertTrue(reply.newEpoch());
    assertEquals(1, reply.seq());
    assertEquals(ORIGIN, stored().get("origin"));
    assertEquals("5", stored().get("term"));
    assertEquals("1", stored().get("seq"));
  }

  @Test
  void aRedisThatHoldsWhatWasAcknowledgedStaysWarm() {
    takeOver(5, 0, 0);
    applyRound(5, 1);
    redis.cached(key(7), found(7, 1));
    Reply reply = takeOver(6, 5, 2);
    assertTrue(reply.accepted());
    assertFalse(reply.newEpoch());
    assertInstanceOf(Lookup.Hit.class, redis.lookup(key(7)));
  }

  @Test
  void aRedisOfALaterTermThanWasAcknowledgedStaysWarm() {
    takeOver(10, 0, 0);
    assertFalse(takeOver(11, 9, 1_000).newEpoch(), "compared as numbers");
  }

  @Test
  void aRedisThatHoldsLessThanWasAcknowledgedHasLostSomething() {
    takeOver(5, 0, 0);
    redis.cached(key(7), found(7, 1));
    String epoch = stored().get("epoch");
    assertTrue(takeOver(6, 5, 2).newEpoch());
    assertNotEquals(epoch, stored().get("epoch"));
    assertInstanceOf(Lookup.Leased.class, redis.lookup(key(7)));
    assertTrue(takeOver(8, 7, 1).newEpoch(), "of an earlier term");
  }

  @Test
  void aRedisWithoutAnEpochHasLostSomething() {
    takeOver(5, 0, 0);
    redis.raw.hdel(redis.prefix + "relay", "epoch");
    assertTrue(takeOver(6, 5, 1).newEpoch());
  }

  @Test
  void aNewerTermIsNotReplaced() {
    takeOver(10, 0, 0);
    Map<String, String> before = stored();
    redis.cached(key(7), found(7, 1));
    Reply reply =
        redis.target.takeOver(term(9, 0, 0), redis.round(60_000, new Invalidation.Everything()));
    assertFalse(reply.accepted());
    assertEquals(before, stored());
    assertInstanceOf(Lookup.Hit.class, redis.lookup(key(7)));
  }

  @Test
  void theTermsOfAnotherDatabaseAreIgnored() {
    takeOver(10, 0, 0);
    Reply reply =
        redis.target.takeOver(new Term(1, "db-2", new Progress(0, 0)), redis.round(60_000));
    assertTrue(reply.accepted());
    assertTrue(reply.newEpoch());
    assertEquals("db-2", stored().get("origin"));
    assertEquals("1", stored().get("term"));
  }

  @Test
  void aRelayOfAnotherTableThatWasRefusedIsLoggedOnceAndForgotten() {
    RedisRelayTarget other = new RedisRelayTarget(redis.connections, redis.plan, redis.settings);
    Term owner = new Term(5, "mes/orders", ORIGIN, new Progress(0, 0));
    Term refused = new Term(1, "test/orders", "db-2", new Progress(0, 0));
    redis.target.takeOver(owner, redis.round(60_000));
    for (long seq = 1; seq < 4; seq++) {
      assertThrows(RelayTargetException.class, () -> other.takeOver(refused, redis.round(60_000)));
      assertEquals("test/orders", stored().get("refused"));

      assertTrue(applyRound(5, seq).accepted());

      assertNull(stored().get("refused"));
    }
    assertTrue(warnings.has("Another relay was refused", "not that of test/orders"));
    assertEquals(1, warnings.size());
    assertThrows(RelayTargetException.class, () -> other.takeOver(refused, redis.round(60_000)));
    redis.target.takeOver(owner, redis.round(60_000));
    assertNull(stored().get("refused"));
  }

  @Test
  void aRoundRaisesTheSequenceNumber() {
    takeOver(5, 0, 0);
    for (long seq = 1; seq < 12; seq++) {
      Reply reply = applyRound(5, seq);
      assertTrue(reply.accepted());
      assertFalse(reply.newEpoch());
      assertEquals(seq + 1, reply.seq());
    }
    assertEquals("12", stored().get("seq"));
  }

  @Test
  void aRoundOfAnotherTermOrSequenceNumberIsRefusedAndDoesNothing() {
    takeOver(5, 0, 0);
    redis.cached(key(7), found(7, 1));
    Map<String, String> before = stored();
    assertFalse(applyRound(5, 2, INVALIDATION).accepted());
    assertFalse(applyRound(5, 0, INVALIDATION).accepted());
    assertFalse(applyRound(4, 1, INVALIDATION).accepted());
    assertEquals(before, stored());
    assertInstanceOf(Lookup.Hit.class, redis.lookup(key(7)));
  }

  @Test
  void aRoundDeletesAllButEntriesMarkedAsDone() {
    takeOver(5, 0, 0);
    redis.invalidate(CHANGE);
    redis.cached(key(7), found(7, 2));
    redis.cached(PAGE, pageOf());
    applyRound(5, 1, INVALIDATION);
    assertInstanceOf(Lookup.Hit.class, redis.lookup(key(7)), "invalidated before it was filled");
    assertInstanceOf(Lookup.Hit.class, redis.lookup(PAGE));
    applyRound(5, 2, Invalidation.of(PAGE.entry()));
    assertInstanceOf(Lookup.Leased.class, redis.lookup(PAGE), "by hand, so there is no mark");
  }

  @Test
  void aMarkOfAnotherTransactionDoesNotCount() {
    takeOver(5, 0, 0);
    redis.invalidate(new OrderChange(new OrderId(7), 2, APPROVED, STARTED, "another"));
    redis.cached(key(7), found(7, 2));
    applyRound(5, 1, INVALIDATION);
    assertInstanceOf(Lookup.Leased.class, redis.lookup(key(7)));
  }

  @Test
  void aTakeOverDeletesToo() {
    takeOver(5, 0, 0);
    redis.cached(key(7), found(7, 1));
    assertFalse(redis.target.takeOver(term(6, 5, 1), redis.round(60_000, INVALIDATION)).newEpoch());
    assertInstanceOf(Lookup.Leased.class, redis.lookup(key(7)));
  }

  @Test
  void everythingInARoundBeginsANewEpoch() {
    takeOver(5, 0, 0);
    redis.cached(key(7), found(7, 1));
    redis.cached(key(8), found(8, 1));
    assertTrue(applyRound(5, 1, new Invalidation.Everything(), INVALIDATION).newEpoch());
    assertInstanceOf(Lookup.Leased.class, redis.lookup(key(7)));
    assertInstanceOf(Lookup.Leased.class, redis.lookup(key(8)));
  }

  @Test
  void tenThousandChangesGoInOneRound() {
    takeOver(5, 0, 0);
    redis.cached(key(9_999), found(9_999, 1));
    List<Invalidation> many = new ArrayList<>();
    for (long id = 0; id < 10_000; id++) {
      many.add(
          Invalidation.after(change(id, 2, APPROVED, STARTED), InvalidationPolicy.orderAndLists()));
    }
    assertTrue(
        redis
            .target
            .applyRound(term(5, 0, 0), 1, new Round(many, redis.target.time(), null))
            .accepted());
    assertInstanceOf(Lookup.Leased.class, redis.lookup(key(9_999)));
  }
}
