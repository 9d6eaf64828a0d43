package dev.ordercache.lab;

import static dev.ordercache.lab.Instance.APPROVED;
import static dev.ordercache.lab.Instance.STARTED;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ordercache.Answer;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderQueryException;
import dev.ordercache.Source;
import dev.ordercache.cache.CacheKey.OrderKey;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import dev.ordercache.lab.Race.Side;
import dev.ordercache.lab.Service.HeldWork;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.preload.Preload;
import dev.ordercache.preload.PreloadSettings;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Races in which a value is filled after the change that made it stale. Only the checks of the fill
 * protect the real cache here: its relay does nothing.
 */
class FillRacesTest {

  private static final OrderKey SEVEN = new OrderKey(new OrderId(7));

  @ParameterizedTest
  @EnumSource
  void row1TheReaderFillsAfterTheWritersDelete(Side side) {
    try (Race race = new Race(side).withOrders(10).withGuard()) {
      HeldWork reading = race.service().beginToRead(7);
      HeldWork listing = race.service().beginToRead(APPROVED);
      race.service().change(7, STARTED);
      reading.goOn();
      listing.goOn();
      race.assertAtRest();
    }
  }

  @ParameterizedTest
  @EnumSource
  void row7TheFillIsDeferredToTheReadersOwnCommit(Side side) {
    try (Race race = new Race(side).withOrders(10).withGuard()) {
      Service reader = race.service();
      HeldWork transaction = new HeldWork(reader.cache.holdFill(), () -> reader.find(7));
      race.service().change(7, STARTED);
      transaction.goOn();
      race.assertAtRest();
    }
  }

  @ParameterizedTest
  @EnumSource
  void row8TheReaderReadsInAnOldSnapshot(Side side) throws SQLException {
    try (Race race = new Race(side).withOrders(10).withGuard();
        OldSnapshot snapshot = new OldSnapshot(race.postgres, true)) {
      Service reader = race.service(snapshot::orders);
      HeldWork reading = new HeldWork(reader.database.holdBeforeRead(), () -> reader.find(7));
      snapshot.begin();
      race.service().change(7, STARTED);
      reading.goOn();
      race.assertAtRest();
    }
  }

  /** Its lease is from after the delete, and its value from before. */
  @ParameterizedTest
  @EnumSource
  void row8TheReaderAsksTheCacheInATransactionThatBeganBefore(Side side) throws SQLException {
    try (Race race = Race.ofRelays(side).withOrders(10).withGuard();
        OldSnapshot snapshot = new OldSnapshot(race.postgres, !race.isReal())) {
      Service reader = race.service(snapshot::orders);
      snapshot.begin();
      race.service().change(7, STARTED);
      if (race.isReal()) {
        assertThrows(OrderQueryException.class, () -> reader.find(7));
      } else {
        assertEquals(1, reader.find(7).value().orElseThrow().version());
      }
      race.assertAtRest();
    }
  }

  @ParameterizedTest
  @EnumSource
  void row17TheFenceIsEvictedBeforeASlowFill(Side side) {
    try (Race race = new Race(side, FencedCache::new).withOrders(10).withGuard()) {
      HeldWork reading = race.service().beginToRead(7);
      race.service().change(7, STARTED);
      for (String evicted : SharedServers.node().list("KEYS", race.key("*7*"))) {
        SharedServers.node().send("DEL", evicted);
      }
      reading.goOn();
      race.assertAtRest();
    }
  }

  @ParameterizedTest
  @EnumSource
  void row18EverythingIsFlushedDuringALoad(Side side) {
    try (Race race = new Race(side, FencedCache::new).withOrders(10).withGuard()) {
      HeldWork reading = race.service().beginToRead(7);
      race.service().change(7, STARTED);
      SharedServers.node().send("FLUSHALL");
      race.withGuard();
      reading.goOn();
      race.assertAtRest();
    }
  }

  /**
   * The change is made in SQL and its relay is late, so that the race is only about the lease's
   * end.
   */
  @ParameterizedTest
  @EnumSource
  void row21TheLoadersProcessIsStoppedPastItsLeaseAndAnotherFills(Side side) throws IOException {
    try (Race race = new Race(side, LockedCache::new)) {
      race.settings = race.settings.withLeaseTime(Duration.ofMillis(200));
      race.withOrders(10).withGuard();
      try (ForkedService loader = ForkedService.start(PausedLoader.class, race, 7)) {
        loader.awaitSaid("loaded");
        loader.pause();
        loader.goOn(); // when it is resumed
        race.postgres.setStatus(7, STARTED.name());
        Service second = race.service();
        await().until(() -> second.find(7).source() == Source.HIT);
        loader.resume();
        loader.awaitSaid("filled");
      }
      race.assertAtRest();
    }
  }

  /** On the unprotected side the first loader releases the second's lock. */
  @ParameterizedTest
  @EnumSource
  void row22ALeaseIsEndedByAFormerHolder(Side side) {
    try (Race race = new Race(side, LockedCache.Owned::new)) {
      race.settings = race.settings.withLeaseTime(Duration.ofMillis(200));
      race.withOrders(10).withGuard();
      HeldWork first = race.service().beginToRead(7);
      race.postgres.setStatus(7, STARTED.name());
      race.settings = race.settings.withLeaseTime(Duration.ofMinutes(1));
      Service other = race.service();
      Lease<Optional<Order>> second = await().until(() -> lease(other), Objects::nonNull);
      Answer<Optional<Order>> loaded = other.instance.database.find(SEVEN.id());
      first.goOn();
      other.cache.fill(List.of(new Fill<>(second, loaded.snapshot())));
      race.assertAtRest();
    }
  }

  /** Its holder has ended. On the unprotected side the lock does not expire. */
  @ParameterizedTest
  @EnumSource
  void row22ALeaseIsNeverReleased(Side side) {
    try (Race race = new Race(side, LockedCache.Endless::new)) {
      race.settings = race.settings.withLeaseTime(Duration.ofMillis(200));
      race.withOrders(10).withGuard();
      Objects.requireNonNull(lease(race.service()));
      Service reader = race.service();
      if (race.isReal()) {
        await().until(() -> reader.find(7).source() == Source.HIT);
      } else {
        for (int i = 0; i < 3; i++) {
          assertEquals(
              Source.BYPASS, reader.find(7).source(), "waited without success, and did not fill");
        }
        assertEquals(-1, SharedServers.node().number("PTTL", race.key(LockedCache.lockOf(SEVEN))));
      }
    }
  }

  /**
   * Its lookup would give no lease, because the order is cached, so it uses the lease of its load.
   */
  @ParameterizedTest
  @EnumSource
  void row24ABackgroundRefreshEndsAfterTheDelete(Side side) {
    try (Race race = new Race(side).withOrders(10).withGuard()) {
      Service refresher = race.service();
      Lease<Optional<Order>> lease = Objects.requireNonNull(lease(refresher));
      Answer<Optional<Order>> loaded = refresher.instance.database.find(SEVEN.id());
      refresher.cache.fill(List.of(new Fill<>(lease, loaded.snapshot())));
      Answer<Optional<Order>> refreshed = refresher.instance.database.find(SEVEN.id());
      race.service().change(7, STARTED);
      refresher.cache.fill(List.of(new Fill<>(lease, refreshed.snapshot())));
      race.assertAtRest();
    }
  }

  private static @Nullable Lease<Optional<Order>> lease(Service service) {
    Lookup<Optional<Order>> lookup = service.cache.lookup(List.of(SEVEN)).get(0);
    return lookup instanceof Lookup.Leased<Optional<Order>> leased ? leased.lease() : null;
  }

  @ParameterizedTest
  @EnumSource
  void row25APreloadFillsWhatHasChangedMeanwhile(Side side) {
    try (Race race = new Race(side).withOrders(10).withGuard()) {
      Service preloading = race.service();
      preloading.find(0); // the preload reads it first, and must be held later
      CachePlan plan = race.plan.toBuilder().cachedStatuses(Set.of(APPROVED)).build();
      PreloadSettings settings = new PreloadSettings(1, 100, 1, Duration.ofMinutes(1));
      Preload preload = new Preload(preloading.orders, plan, settings);
      HeldWork run = new HeldWork(preloading.database.holdAfterRead(), preload::run);
      race.service().change(7, STARTED);
      run.goOn();
      race.assertAtRest();
    }
  }
}
