package dev.ordercache.tck;

import static dev.ordercache.memory.Orders.APPROVED;
import static dev.ordercache.memory.Orders.STARTED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Order;
import dev.ordercache.Snapshot;
import dev.ordercache.cache.CacheOwner;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.OrderCache;
import dev.ordercache.cache.OrderCacheException;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.memory.Orders;
import dev.ordercache.relay.ChangeLog.Term;
import dev.ordercache.relay.Progress;
import dev.ordercache.relay.RelayTarget;
import dev.ordercache.relay.RelayTarget.RelayTargetException;
import dev.ordercache.relay.RelayTarget.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The part of {@link RelayTargetContract} that is about the owner of the cache. */
abstract class OwnerContract extends CacheContract {
  static final Duration MINUTE = Duration.ofMinutes(1);
  static final Progress NOTHING = new Progress(0, 0);

  Reply applyRound(long term, long seq, @Nullable Duration guard, Invalidation... invalidations) {
    return applyRound(term(term), seq, guard, invalidations);
  }

  Reply applyRound(Term term, long seq, @Nullable Duration guard, Invalidation... invalidations) {
    return under.target().applyRound(term, seq, round(guard, invalidations));
  }

  /** A copy of the owner's server has the same table; so has the server after a restart. */
  @Nested
  class AnotherServer {

    private static final String FIRST = "mes/orders@1";
    private static final String SECOND = "mes/orders@2";

    private long seq;

    @BeforeEach
    void own() {
      seq = takeOver(FIRST, 4, MINUTE).seq();
      cache(key(1), version(1));
    }

    @Test
    void cannotTakeOverAfterARoundOfTheFirst() {
      assertThrows(RelayTargetException.class, () -> takeOver(SECOND, 9, MINUTE));
      assertHit(key(1), version(1));
      assertTrue(applyRound(term(FIRST, 4), seq, MINUTE).accepted());
    }

    @Test
    void takesOverAfterAShortSilenceAndBeginsANewEpoch() {
      under.ageLastRound(RelayTarget.RESTART);
      assertTrue(takeOver(SECOND, 5, MINUTE).newEpoch());
      assertGone(key(1));
      assertFalse(applyRound(term(FIRST, 4), seq, MINUTE).accepted());
      assertThrows(RelayTargetException.class, () -> takeOver(FIRST, 6, MINUTE));
    }

    @Test
    void getsUnverifiedValuesAndFillsNothing() {
      OrderCache second = under.cacheOf(CacheOwner.named(SECOND));
      Lease<Optional<Order>> lease = lease(key(2));
      Fill<?> fill = new Fill<>(lease, new Snapshot<>(version(1), Orders.start()));

      assertEquals(
          new Lookup.Unverified<>(new Snapshot<>(version(1), Orders.start())),
          second.lookup(List.of(key(1))).get(0));
      assertEquals(List.of(false), second.fill(List.of(fill)));
      assertEquals(List.of(true), under.cacheOf(CacheOwner.named(FIRST)).fill(List.of(fill)));
    }

    @Test
    void deletesButMarksNothingAsDone() {
      OrderChange change = change(2, APPROVED, STARTED, "tx-2");
      under.cacheOf(CacheOwner.named(SECOND)).invalidate(List.of(after(change)));
      cache(key(1), version(1));
      applyRound(term(FIRST, 4), seq, MINUTE, after(change));
      assertGone(key(1));
    }

    @Test
    void ignoresTheMarksOfTheFirst() {
      OrderChange change = change(2, APPROVED, STARTED, "tx-2");
      under.cacheOf(CacheOwner.named(FIRST)).invalidate(List.of(after(change)));
      under.ageLastRound(RelayTarget.RESTART);
      seq = takeOver(SECOND, 5, MINUTE).seq();
      cache(key(1), version(1));
      applyRound(term(SECOND, 5), seq, MINUTE, after(change));
      assertGone(key(1));
    }
  }

  @Nested
  class AnotherTable {

    private static final String OWNER = "mes/orders";
    private static final String OTHER = "test/orders";

    private long seq;

    @BeforeEach
    void own() {
      seq = takeOver(OWNER, 4, MINUTE).seq();
      cache(key(1), version(1));
    }

    @Test
    void cannotTakeOverAfterARoundOfTheOwner() {
      assertThrows(RelayTargetException.class, () -> takeOver(OTHER, 9, MINUTE));
      assertHit(key(1), version(1));
      assertTrue(applyRound(term(OWNER, 4), seq, MINUTE).accepted());
    }

    @Test
    void cannotTakeOverWithinAMinuteAlthoughTheGuardHasExpired() {
      applyRound(term(OWNER, 4), seq, SHORT);
      under.passTime(LONGER);
      under.ageLastRound(RelayTarget.SILENCE.minus(LONGER.multipliedBy(10)));
      assertThrows(RelayTargetException.class, () -> takeOver(OTHER, 9, MINUTE));
      assertTrue(applyRound(term(OWNER, 4), seq + 1, MINUTE).accepted());
      assertHit(key(1), version(1));
    }

    @Test
    void takesOverAfterAMinuteOfSilenceAndBeginsANewEpoch() {
      under.ageLastRound(RelayTarget.SILENCE);
      assertTrue(takeOver(OTHER, 1, MINUTE).newEpoch());
      assertGone(key(1));
      assertFalse(applyRound(term(OWNER, 4), seq, MINUTE).accepted());
      assertThrows(RelayTargetException.class, () -> takeOver(OWNER, 5, MINUTE));
    }

    @Test
    void keepsItAliveWithEachRound() {
      under.ageLastRound(RelayTarget.SILENCE);
      applyRound(term(OWNER, 4), seq, null);
      assertThrows(RelayTargetException.class, () -> takeOver(OTHER, 1, MINUTE));
    }

    @Test
    void ofTheSameOriginIsTheOwnersUnderANewNameAndTakesOverAtOnce() {
      Reply reply = under.target().takeOver(new Term(5, OTHER, OWNER + 4, NOTHING), round(MINUTE));
      assertTrue(reply.newEpoch());
      assertGone(key(1));
    }

    @Test
    void doesNotSeeTheValuesOfTheOwnerAlsoUnverifiedOnes() {
      OrderCache other = under.cacheOf(CacheOwner.named(OTHER));
      assertThrows(OrderCacheException.class, () -> other.lookup(List.of(key(1))));
      applyRound(term(OWNER, 4), seq, SHORT);
      under.passTime(LONGER);
      assertThrows(OrderCacheException.class, () -> other.lookup(List.of(key(1))));
      assertEquals(
          new Lookup.Unverified<>(new Snapshot<>(version(1), Orders.start())),
          under.cacheOf(CacheOwner.named(OWNER)).lookup(List.of(key(1))).get(0));
    }

    @Test
    void cannotFill() {
      Lease<Optional<Order>> lease = lease(key(2));
      Fill<?> fill = new Fill<>(lease, new Snapshot<>(version(1), Orders.start()));
      assertEquals(List.of(false), under.cacheOf(CacheOwner.named(OTHER)).fill(List.of(fill)));
      assertEquals(List.of(true), under.cacheOf(CacheOwner.named(OWNER)).fill(List.of(fill)));
    }

    @Test
    void invalidatesNothingAndMarksNothingAsDone() {
      OrderChange change = change(2, APPROVED, STARTED, "tx-2");
      under.cacheOf(CacheOwner.named(OTHER)).invalidate(List.of(after(change)));
      assertHit(key(1), version(1));
      applyRound(term(OWNER, 4), seq, MINUTE, after(change));
      assertGone(key(1));
    }

    @Test
    void cannotInvalidateByHandAndGetsAnException() {
      Invalidation everything = new Invalidation.Everything();
      OrderCache other = under.cacheOf(CacheOwner.named(OTHER));
      assertThrows(OrderCacheException.class, () -> other.invalidate(List.of(everything)));
      assertHit(key(1), version(1));
    }

    @Test
    void doesNotSeeUnverifiedValuesOfAnEarlierOwner() {
      under.ageLastRound(RelayTarget.SILENCE);
      takeOver(OTHER, 1, SHORT);
      under.passTime(LONGER);
      Lookup<?> other = under.cacheOf(CacheOwner.named(OTHER)).lookup(List.of(key(1))).get(0);
      assertEquals(new Lookup.Unverified<>(null), other);
    }

    @Test
    void thatIsNotNamedYetGetsUnverifiedValuesAndDoesNothing() {
      OrderCache unnamed = under.cacheOf(new Unnamed());
      Lease<Optional<Order>> lease = lease(key(3));
      Fill<?> fill = new Fill<>(lease, new Snapshot<>(version(1), Orders.start()));
      List<Invalidation> change = List.of(after(change(1, APPROVED, STARTED, "tx-1")));

      assertEquals(
          new Lookup.Unverified<>(new Snapshot<>(version(1), Orders.start())),
          unnamed.lookup(List.of(key(1))).get(0));
      assertEquals(new Lookup.Unverified<>(null), unnamed.lookup(List.of(key(2))).get(0));
      assertEquals(List.of(false), unnamed.fill(List.of(fill)));
      assertThrows(OrderCacheException.class, () -> unnamed.invalidate(change));
      assertHit(key(1), version(1));
    }
  }

  /** A table whose name could not be read from the database yet. */
  static final class Unnamed implements CacheOwner {

    @Override
    public Optional<String> name() {
      return Optional.empty();
    }

    @Override
    public void refresh() {}
  }
}
