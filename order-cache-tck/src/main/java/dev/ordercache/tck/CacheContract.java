package dev.ordercache.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderSort;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.Snapshot;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.CacheKey.OrderKey;
import dev.ordercache.cache.CacheKey.PageKey;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.InvalidationPolicy;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.memory.CacheSettings;
import dev.ordercache.memory.Orders;
import dev.ordercache.relay.ChangeLog.Term;
import dev.ordercache.relay.Progress;
import dev.ordercache.relay.RelayTarget.Reply;
import dev.ordercache.relay.RelayTarget.Round;
import dev.ordercache.relay.RelayTarget.ServerTime;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;

/**
 * The common base of the contracts of the cache's ports: a new cache for each test, and short
 * methods to use it.
 */
@DisplayNameGeneration(Sentences.class)
public abstract class CacheContract {

  /** The maximum time for a call to a server that does not answer. */
  static final Duration FINITE = Duration.ofSeconds(10);

  /** The life of a guard whose end a test waits for. */
  static final Duration SHORT = Duration.ofMillis(1_500);

  /** After this time, such a guard has expired. */
  static final Duration LONGER = Duration.ofMillis(1_800);

  static final String ORIGIN = "contract";

  CacheUnderTest under;

  /**
   * Opens a cache.
   *
   * @return a cache without entries, relay state and guard
   */
  protected abstract CacheUnderTest open(CacheSettings settings);

  /**
   * Opens a cache at an address at which a server accepts connections and never answers. The
   * adapters must have short timeouts, a few seconds at most. Where there is no server, aborts with
   * {@link org.junit.jupiter.api.Assumptions#abort(String)}.
   */
  protected abstract CacheUnderTest openAt(InetSocketAddress silentServer);

  /** Opens the test's cache. */
  @BeforeEach
  protected final void openCache() {
    under = open(CacheSettings.defaults());
  }

  /** Closes the test's cache. */
  @AfterEach
  protected final void closeCache() {
    under.close();
  }

  /** Replaces the cache with a new one, with these settings and a guard. */
  void reopen(CacheSettings settings) {
    under.close();
    under = open(settings);
    setGuard();
  }

  /** Takes over with a guard of a minute, as a relay of a new cache does. */
  Reply setGuard() {
    return takeOver(1, new Progress(0, 0), Duration.ofMinutes(1));
  }

  /**
   * Caches version 1 of order 1 under a long guard, and only then sets a short one.
   *
   * @return the sequence number that term 1 has reached
   */
  long cacheUnderAShortGuard() {
    long seq = setGuard().seq();
    cache(key(1), version(1));
    return under.target().applyRound(term(1), seq, round(SHORT)).seq();
  }

  Reply takeOver(long term, Progress acknowledged, Duration guard, Invalidation... invalidations) {
    return under
        .target()
        .takeOver(new Term(term, ORIGIN, acknowledged), round(guard, invalidations));
  }

  /** Takes over for an owner that has not acknowledged anything. */
  Reply takeOver(String owner, long term, Duration guard) {
    return under.target().takeOver(term(owner, term), round(guard));
  }

  /** A term of the contract's origin, whose relay has not acknowledged anything. */
  static Term term(long number) {
    return new Term(number, ORIGIN, new Progress(0, 0));
  }

  /** The same of an owner, with an origin of its own. */
  static Term term(String owner, long number) {
    return new Term(number, owner, owner + number, new Progress(0, 0));
  }

  /** A round whose guard ends this long after now; with null, it leaves the guard as it is. */
  Round round(@Nullable Duration guard, Invalidation... invalidations) {
    return new Round(List.of(invalidations), under.target().time(), guard);
  }

  /** A time of the same clock, this much earlier. */
  static ServerTime before(ServerTime time, Duration age) {
    return new ServerTime(time.millis() - age.toMillis(), time.server());
  }

  <V> Lookup<V> lookup(CacheKey<V> key) {
    return under.cache().<V>lookup(List.of(key)).get(0);
  }

  <V> Lease<V> lease(CacheKey<V> key) {
    return leased(lookup(key));
  }

  static <V> Lease<V> leased(Lookup<V> lookup) {
    assertInstanceOf(Lookup.Leased.class, lookup);
    return ((Lookup.Leased<V>) lookup).lease();
  }

  <V> boolean fill(Lease<V> lease, V value) {
    return under
        .cache()
        .fill(List.of(new Fill<>(lease, new Snapshot<>(value, Orders.start()))))
        .get(0);
  }

  /** Looks up, loads and fills, as a reader. */
  <V> void cache(CacheKey<V> key, V value) {
    assertTrue(fill(lease(key), value), "filled");
  }

  void invalidate(Invalidation... invalidations) {
    under.cache().invalidate(List.of(invalidations));
  }

  <V> Lookup.Hit<V> assertHit(CacheKey<V> key, V value) {
    Lookup<V> lookup = lookup(key);
    assertInstanceOf(Lookup.Hit.class, lookup);
    Lookup.Hit<V> hit = (Lookup.Hit<V>) lookup;
    assertEquals(new Snapshot<>(value, Orders.start()), hit.snapshot());
    return hit;
  }

  /**
   * Caches a value and reads it repeatedly; it must be present for at least half of this time, and
   * for at most a fifth more than this time.
   */
  <V> void assertLivesFor(Duration time, CacheKey<V> key, V value) {
    long began = under.target().time().millis();
    cache(key, value);
    Lookup<V> lookup = lookup(key);
    for (int i = 0; i < 24 && lookup instanceof Lookup.Hit; i++) {
      under.passTime(time.dividedBy(20));
      lookup = lookup(key);
    }
    leased(lookup);
    assertTrue(under.target().time().millis() - began >= time.toMillis() / 2, "it ended too early");
  }

  <V> void assertUnverified(CacheKey<V> key, @Nullable V value) {
    Snapshot<V> snapshot = value == null ? null : new Snapshot<>(value, Orders.start());
    assertEquals(new Lookup.Unverified<>(snapshot), lookup(key));
  }

  /** Asserts that a value is no longer present; the lookup takes the lease. */
  void assertGone(CacheKey<?> key) {
    lease(key);
  }

  /** Calls a server that never answers, and expects the port's own exception in finite time. */
  void assertFails(Class<? extends RuntimeException> type, Consumer<CacheUnderTest> call) {
    try (BlackHole server = new BlackHole()) {
      assertTimeoutPreemptively(
          FINITE,
          () -> {
            try (CacheUnderTest silent = openAt(server.address())) {
              assertThrows(type, () -> call.accept(silent));
            }
          });
    }
  }

  static OrderKey key(long id) {
    return new OrderKey(new OrderId(id));
  }

  static PageKey page(OrderStatus status, int limit) {
    return new PageKey(PageRequest.first(status, OrderSort.DUE, limit));
  }

  static Optional<Order> version(long version) {
    return Optional.of(Orders.order(1).version(version).build());
  }

  static OrderPage orders(long... ids) {
    return new OrderPage(
        LongStream.of(ids).mapToObj(id -> Orders.order(id).build()).toList(), null);
  }

  static OrderChange change(
      long version, @Nullable OrderStatus before, @Nullable OrderStatus after, String transaction) {
    return new OrderChange(new OrderId(1), version, before, after, transaction);
  }

  static Invalidation after(OrderChange change) {
    return Invalidation.after(change, InvalidationPolicy.orderAndLists());
  }
}
