package dev.ordercache.tck;

import static dev.ordercache.memory.Orders.APPROVED;
import static dev.ordercache.memory.Orders.STARTED;
import static dev.ordercache.tck.CacheContract.before;
import static dev.ordercache.tck.CacheContract.term;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.ordercache.OrderPage;
import dev.ordercache.Snapshot;
import dev.ordercache.cache.CacheEntry.ListEntry;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.CacheKey.CountKey;
import dev.ordercache.cache.CacheKey.PageKey;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.OrderCache;
import dev.ordercache.memory.CacheSettings;
import dev.ordercache.memory.Orders;
import dev.ordercache.relay.ChangeLog.Term;
import dev.ordercache.relay.Progress;
import dev.ordercache.relay.RelayTarget;
import dev.ordercache.relay.RelayTarget.Reply;
import dev.ordercache.relay.RelayTarget.Round;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The contract of every {@link dev.ordercache.cache.NearCache}, for the operators' lists. */
@DisplayNameGeneration(Sentences.class)
public abstract class NearCacheContract {

  /** After this time, another instance's change is visible even without a notification. */
  private static final Duration VISIBLE_WITHIN = Duration.ofMillis(250);

  private static final int MAX_CONFIRMATIONS = 100;

  private static final PageKey PAGE = CacheContract.page(APPROVED, 10);
  private static final OrderPage BEFORE = CacheContract.orders(1, 2);
  private static final OrderPage AFTERWARDS = CacheContract.orders(2);
  private static final Invalidation CHANGE =
      CacheContract.after(CacheContract.change(2, APPROVED, STARTED, "tx-2"));

  private NearCacheUnderTest under;

  /** Opens two instances of a cache without entries, relay state and guard. */
  protected abstract NearCacheUnderTest open(CacheSettings settings);

  /** Opens the test's instances, and takes over with a guard of a minute. */
  @BeforeEach
  protected final void openCache() {
    under = open(CacheSettings.defaults());
    takeOver(1, new Progress(0, 0));
  }

  /** Closes them. */
  @AfterEach
  protected final void closeCache() {
    under.close();
  }

  private Reply takeOver(long term, Progress acknowledged) {
    return under
        .elsewhere()
        .target()
        .takeOver(new Term(term, CacheContract.ORIGIN, acknowledged), round(60_000));
  }

  private Round round(long guardMillis) {
    return round(Duration.ZERO, Duration.ofMillis(guardMillis));
  }

  /** A round whose guard is computed from a time this long ago. */
  private Round round(Duration age, Duration bound) {
    RelayTarget target = under.elsewhere().target();
    return new Round(List.of(), before(target.time(), age), bound);
  }

  private static <V> Lease<V> lease(OrderCache cache, CacheKey<V> key) {
    return ((Lookup.Leased<V>) cache.<V>lookup(List.of(key)).get(0)).lease();
  }

  private static <V> boolean fill(OrderCache cache, Lease<V> lease, V value) {
    return cache.fill(List.of(new Fill<>(lease, new Snapshot<>(value, Orders.start())))).get(0);
  }

  private static <V> Lease<V> cache(OrderCache cache, CacheKey<V> key, V value) {
    Lease<V> lease = lease(cache, key);
    assertTrue(fill(cache, lease, value), "filled");
    return lease;
  }

  /** Makes the instance fill the page, and answer it from memory. */
  private void rememberThePage() {
    cache(under.cache(), PAGE, BEFORE);
    remembered(PAGE);
  }

  /** The answer from memory; on a busy machine, a confirmation may expire before it is used. */
  private <V> Lookup.Hit<V> remembered(CacheKey<V> key) {
    Lookup.@Nullable Hit<V> hit = null;
    for (int i = 0; i < MAX_CONFIRMATIONS && hit == null; i++) {
      under.confirm();
      hit = under.near().get(key);
    }
    return Objects.requireNonNull(hit, () -> key + " is not answered from memory");
  }

  private void assertForgotten() {
    assertNull(under.near().get(PAGE));
  }

  @Nested
  class AValueInMemory {

    @Test
    void isAHitOfTheGenerationThatTheCacheHas() {
      Lease<OrderPage> lease = cache(under.cache(), PAGE, BEFORE);
      Lease<Long> count = cache(under.cache(), new CountKey(APPROVED), 2L);
      assertEquals(hit(BEFORE, lease), remembered(PAGE));
      assertEquals(hit(2L, count), remembered(new CountKey(APPROVED)));
    }

    private <V> Lookup.Hit<V> hit(V value, Lease<V> lease) {
      return new Lookup.Hit<>(new Snapshot<>(value, Orders.start()), lease.generation());
    }

    @Test
    void mayBeOneThatAnotherHasFilledAndThisInstanceHasRead() {
      Lease<OrderPage> lease = cache(under.elsewhere().cache(), PAGE, BEFORE);
      under.confirm();
      assertForgotten();
      under.cache().lookup(List.of(PAGE));
      assertEquals(hit(BEFORE, lease), remembered(PAGE));
    }

    @Test
    void isNotOneThatTheCacheHasRefused() {
      Lease<OrderPage> lease = cache(under.cache(), PAGE, AFTERWARDS);
      assertFalse(fill(under.cache(), lease, BEFORE));
      assertEquals(hit(AFTERWARDS, lease), remembered(PAGE));
    }
  }

  @Nested
  class AChange {

    @BeforeEach
    void readBefore() {
      rememberThePage();
    }

    @Test
    void ofThisInstanceShowsAtOnce() {
      under.cache().invalidate(List.of(CHANGE));
      assertForgotten();
    }

    @Test
    void ofEverythingByThisInstanceShowsAtOnce() {
      under.cache().invalidate(List.of(new Invalidation.Everything()));
      assertForgotten();
    }

    @Test
    void ofAnotherInstanceShowsInTime() {
      under.elsewhere().cache().invalidate(List.of(CHANGE));
      under.elsewhere().passTime(VISIBLE_WITHIN);
      assertForgotten();
    }

    @Test
    void ofEverythingByAnotherInstanceShowsInTime() {
      under.elsewhere().cache().invalidate(List.of(new Invalidation.Everything()));
      under.elsewhere().passTime(VISIBLE_WITHIN);
      assertForgotten();
    }

    @Test
    void afterWhichAnotherHasFilledTheListAnewIsNotHiddenByWhatWasBefore() {
      under.elsewhere().cache().invalidate(List.of(CHANGE));
      Lease<OrderPage> lease = cache(under.elsewhere().cache(), PAGE, AFTERWARDS);
      under.elsewhere().passTime(VISIBLE_WITHIN);
      under.confirm();
      assertForgotten();
      under.cache().lookup(List.of(PAGE));
      Lookup.Hit<OrderPage> hit = remembered(PAGE);
      assertEquals(AFTERWARDS, hit.snapshot().value());
      assertEquals(lease.generation(), hit.generation());
    }
  }

  @Nested
  class ALookup {

    @Test
    void confirmsItsList() {
      cache(under.elsewhere().cache(), PAGE, BEFORE);
      assertAnswered(() -> under.cache().lookup(List.of(PAGE)));
    }

    @Test
    void confirmsAListThatItLoads() {
      assertAnswered(
          () -> {
            under.elsewhere().evict(PAGE.entry());
            cache(under.cache(), PAGE, BEFORE);
          });
    }

    /** On a busy machine, a confirmation may expire before it is used. */
    private void assertAnswered(Runnable read) {
      for (int i = 0; i < MAX_CONFIRMATIONS; i++) {
        read.run();
        if (under.near().get(PAGE) != null) {
          return;
        }
      }
      fail("not answered from memory");
    }

    @Test
    void confirmsNothingWhileUnverified() {
      rememberThePage();
      assertTrue(under.elsewhere().target().applyRound(term(1), 1, round(100)).accepted());
      under.elsewhere().passTime(VISIBLE_WITHIN);
      assertInstanceOf(Lookup.Unverified.class, under.cache().lookup(List.of(PAGE)).get(0));
      assertForgotten();
    }

    @Test
    void confirmsNothingIfADeletionOvertakesItsReply() {
      rememberThePage();
      Lookup<OrderPage> reply =
          under.lookup(
              PAGE,
              () -> {
                under.elsewhere().cache().invalidate(List.of(CHANGE));
                under.changed(new ListEntry(APPROVED));
              });
      assertInstanceOf(Lookup.Hit.class, reply);
      assertForgotten();
    }
  }

  @Nested
  class ALossOfTheCache {

    @BeforeEach
    void readBefore() {
      rememberThePage();
    }

    @Test
    void ofOneEntryIsConfirmedLikeAChange() {
      under.elsewhere().evict(PAGE.entry());
      under.confirm();
      assertForgotten();
    }

    @Test
    void ofEverythingIsConfirmedLikeAChange() {
      under.elsewhere().flush();
      under.confirm();
      assertForgotten();
    }

    @Test
    void thatARelayNoticesEndsWhatIsOfTheEarlierEpoch() {
      assertTrue(takeOver(2, new Progress(1, 99)).newEpoch());
      under.confirm();
      assertForgotten();
    }
  }

  @Nested
  class TheGuard {

    @BeforeEach
    void readBefore() {
      rememberThePage();
    }

    /** With frequent confirmations, a later one may be the cause of this result. */
    @Test
    void limitsTheConfirmation() {
      endGuardSoon();
      assertForgotten();
    }

    @Test
    void mustBePresentForAConfirmation() {
      endGuardSoon();
      under.confirm();
      assertForgotten();
    }

    private void endGuardSoon() {
      assertTrue(under.elsewhere().target().applyRound(term(1), 1, round(100)).accepted());
      under.confirm();
      under.elsewhere().passTime(Duration.ofMillis(150));
    }
  }

  /** As during a rolling change of the setting: the relay's instance has the longer bound. */
  @Nested
  class AReaderWithAShorterBoundThanTheRelays {

    private static final Duration OWN = Duration.ofMinutes(1);
    private static final Duration RELAYS = Duration.ofHours(1);

    @BeforeEach
    void readBefore() {
      under.close();
      under = open(CacheSettings.defaults().withStalenessBound(OWN));
      takeOver(1, new Progress(0, 0));
      rememberThePage();
    }

    private void applyRound(Duration age) {
      assertTrue(under.elsewhere().target().applyRound(term(1), 1, round(age, RELAYS)).accepted());
    }

    @Test
    void remembersWhileTheGuardIsYoungerThanItsOwnBound() {
      applyRound(Duration.ZERO);
      remembered(PAGE);
    }

    @Test
    void forgetsOnceTheGuardIsAsOldAsItsOwnBound() {
      applyRound(OWN);
      under.confirm();
      assertForgotten();
    }

    @Test
    void dropsAConfirmationWhenItsOwnBoundHasPassed() {
      applyRound(OWN.minusMillis(100));
      under.confirm();
      under.elsewhere().passTime(Duration.ofMillis(150));
      assertForgotten();
    }
  }
}
