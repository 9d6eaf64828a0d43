package dev.ordercache.tck;

import static dev.ordercache.memory.Orders.APPROVED;
import static dev.ordercache.memory.Orders.STARTED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Cursor;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderSort;
import dev.ordercache.PageRequest;
import dev.ordercache.Snapshot;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.CacheKey.CountKey;
import dev.ordercache.cache.CacheKey.PageKey;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import dev.ordercache.memory.CacheSettings;
import dev.ordercache.memory.Orders;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The part of {@link OrderCacheContract} that is about room: values that are requested once cannot
 * evict values that are requested all the time.
 */
abstract class CacheRoomContract extends CacheLookupContract {

  /** A page after one of many cursors at which no page has ever ended. */
  private static PageKey arbitraryPage(int place) {
    Cursor cursor =
        new Cursor(OrderSort.DUE, Orders.start().plusSeconds(place), new OrderId(place));
    return new PageKey(new PageRequest(APPROVED, OrderSort.DUE, 10, cursor));
  }

  private void assertFull(CacheKey<?> key) {
    assertInstanceOf(Lookup.Full.class, lookup(key));
  }

  /** Requests a value that has no room, then requests it again and caches it. */
  private <V> void cacheWhenRequestedAgain(CacheKey<V> key, V value) {
    assertFull(key);
    cache(key, value);
    assertHit(key, value);
  }

  @Nested
  class AFullList {

    private static final int PAGE_LIMIT = 3;
    private static final int MANY = 500;

    @BeforeEach
    void fillTheList() {
      reopen(CacheSettings.defaults().withPageLimit(PAGE_LIMIT));
      IntStream.rangeClosed(1, PAGE_LIMIT)
          .forEach(place -> cache(arbitraryPage(place), orders(place)));
    }

    private long hits(int from, int to) {
      List<PageKey> pages =
          IntStream.rangeClosed(from, to).mapToObj(CacheRoomContract::arbitraryPage).toList();
      return under.cache().lookup(pages).stream().filter(Lookup.Hit.class::isInstance).count();
    }

    @Test
    void isFullForAPageBehindACursorUntilItIsInvalidated() {
      assertFull(arbitraryPage(4));
      assertHit(arbitraryPage(PAGE_LIMIT), orders(PAGE_LIMIT));
      cache(page(STARTED, 10), orders());
      invalidate(Invalidation.of(arbitraryPage(1).entry()));
      cache(arbitraryPage(5), orders(5));
    }

    @Test
    void hasRoomForFirstPagesAndTheCount() {
      cache(page(APPROVED, 10), orders(1));
      cache(page(APPROVED, 20), orders(1, 2));
      cache(new CountKey(APPROVED), 2L);
      assertHit(page(APPROVED, 10), orders(1));
      assertHit(page(APPROVED, 20), orders(1, 2));
      assertHit(new CountKey(APPROVED), 2L);
    }

    @Test
    void keepsItsPagesWhateverIsRequestedOnce() {
      IntStream.range(PAGE_LIMIT + 1, MANY).forEach(place -> assertFull(arbitraryPage(place)));
      assertEquals(PAGE_LIMIT, hits(1, PAGE_LIMIT));
    }

    @Test
    void replacesAPageByOneThatIsRequestedAgain() {
      cacheWhenRequestedAgain(arbitraryPage(4), orders(4));
      assertEquals(PAGE_LIMIT - 1, hits(1, PAGE_LIMIT));
    }

    @Test
    void neverEvictsFirstPagesOrTheCount() {
      cache(page(APPROVED, 10), orders(1));
      cache(new CountKey(APPROVED), 2L);
      IntStream.range(PAGE_LIMIT + 1, 50)
          .forEach(place -> cacheWhenRequestedAgain(arbitraryPage(place), orders(place)));
      assertHit(page(APPROVED, 10), orders(1));
      assertHit(new CountKey(APPROVED), 2L);
    }

    @Test
    void keepsNoMoreThanItsMaximumHoweverOftenOthersAreRequested() {
      IntStream.range(PAGE_LIMIT + 1, 50)
          .forEach(place -> cacheWhenRequestedAgain(arbitraryPage(place), orders(place)));
      long hits = hits(1, 50);
      assertTrue(hits <= PAGE_LIMIT, () -> hits + " hits");
    }
  }

  @Nested
  class AFullCache {

    /** Room for more than a hundred orders, whatever their size, and for less than a thousand. */
    private static final int MEMORY = 1 << 18;

    private static final int BATCH = 50;
    private static final int TOO_MANY = 2_000;
    private static final int NEW = 10_000;
    private static final Duration TIME = Duration.ofSeconds(4);
    private static final Duration NEGATIVE_TIME = Duration.ofSeconds(1);

    @BeforeEach
    void boundTheMemory() {
      reopen(
          CacheSettings.defaults()
              .withMemory(MEMORY)
              .withTimeToLive(TIME)
              .withNegativeTimeToLive(NEGATIVE_TIME));
    }

    /** Requests many orders once each, until there is no room; returns how many were cached. */
    private int fillWithOrders() {
      int cached = 0;
      for (int id = 1; id < TOO_MANY; id += BATCH) {
        List<Fill<Optional<Order>>> fills = fillsOf(id, id + BATCH);
        under.cache().fill(fills);
        cached += fills.size();
        if (fills.size() < BATCH) {
          return cached;
        }
      }
      throw new AssertionError(cached + " orders were cached");
    }

    private List<Fill<Optional<Order>>> fillsOf(long from, long to) {
      return under
          .cache()
          .lookup(LongStream.range(from, to).mapToObj(CacheContract::key).toList())
          .stream()
          .filter(Lookup.Leased.class::isInstance)
          .map(lookup -> new Fill<>(leased(lookup), new Snapshot<>(version(1), Orders.start())))
          .toList();
    }

    @Test
    void acceptsNoMoreOrdersRequestedOnce() {
      int cached = fillWithOrders();
      assertTrue(cached >= 100, () -> "only " + cached);
      assertFull(key(NEW));
      assertFull(arbitraryPage(1));
    }

    @Test
    void acceptsValuesRequestedAgain() {
      fillWithOrders();
      cacheWhenRequestedAgain(key(NEW), version(1));
      cacheWhenRequestedAgain(arbitraryPage(1), orders(1));
    }

    @Test
    void hasRoomForFirstPagesAndCounts() {
      fillWithOrders();
      cache(page(APPROVED, 10), orders(1));
      cache(new CountKey(STARTED), 2L);
      assertHit(page(APPROVED, 10), orders(1));
      assertHit(new CountKey(STARTED), 2L);
    }

    @Test
    void isBoundedForOrdersRequestedAgainAndStillHasRoomForPages() {
      fillWithOrders();
      long full =
          LongStream.range(NEW, NEW + TOO_MANY)
              .filter(this::isFullAlsoTheSecondTime)
              .findFirst()
              .orElseThrow();
      assertTrue(full > NEW, "there is room for some");
      cacheWhenRequestedAgain(arbitraryPage(1), orders(1));
      cache(page(APPROVED, 10), orders(1));
    }

    private boolean isFullAlsoTheSecondTime(long id) {
      assertFull(key(id));
      Lookup<Optional<Order>> second = lookup(key(id));
      return second instanceof Lookup.Full || !fill(leased(second), version(1));
    }

    @Test
    void hasRoomAgainOnceEntriesAreInvalidated() {
      int cached = fillWithOrders();
      invalidate(
          LongStream.rangeClosed(1, cached)
              .mapToObj(id -> Invalidation.of(key(id).entry()))
              .toArray(Invalidation[]::new));
      cache(key(NEW), version(1));
    }

    @Test
    void hasRoomAgainOnceEntriesHaveExpired() {
      fillWithOrders();
      under.passTime(TIME.multipliedBy(3).dividedBy(2));
      cache(key(NEW), version(1));
    }

    @Test
    void hasRoomAgainAfterAFlush() {
      fillWithOrders();
      under.flush();
      setGuard();
      cache(key(NEW), version(1));
    }

    @Test
    void boundsNegativeEntriesAndHasRoomForOrders() {
      long refused =
          LongStream.range(1, 200).filter(id -> !fillAsAbsent(id)).findFirst().orElseThrow();
      assertTrue(refused > 1, "there is room for some");
      Lease<Optional<Order>> lease = lease(key(refused));
      assertTrue(fill(lease, version(1)));
      cache(key(NEW), version(1));
      under.passTime(NEGATIVE_TIME.multipliedBy(3).dividedBy(2));
      assertTrue(fillAsAbsent(NEW + 1));
    }

    private boolean fillAsAbsent(long id) {
      return fill(lease(key(id)), Optional.empty());
    }
  }
}
