package dev.ordercache.cacheaside;

import dev.ordercache.Answer;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderQuery;
import dev.ordercache.OrderQueryException;
import dev.ordercache.OrderStatus;
import dev.ordercache.OverloadException;
import dev.ordercache.PageRequest;
import dev.ordercache.Snapshot;
import dev.ordercache.Source;
import dev.ordercache.background.FailureLog;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.CacheKey.CountKey;
import dev.ordercache.cache.CacheKey.OrderKey;
import dev.ordercache.cache.CacheKey.PageKey;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.NearCache;
import dev.ordercache.cache.OrderCache;
import dev.ordercache.plan.CachePlan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads orders through a cache: looks in the cache, on a miss reads the database under a lease and
 * offers the value to the cache.
 *
 * <ul>
 *   <li>A list or count in the near cache is returned from there.
 *   <li>A hit is returned unchanged.
 *   <li>A miss is loaded by one caller of the whole cluster, the holder of the lease; the others
 *       wait for it, and read the database themselves after the lease has expired.
 *   <li>A cache that fails, is not verified or has no room is bypassed, with bounded concurrency.
 *   <li>If the database fails, the value in an unverified cache or, for lists, this object's last
 *       answer is returned, marked {@link Source#STALE}; without such a value the caller receives
 *       the database's error.
 * </ul>
 *
 * <p>Safe for use by many threads.
 */
public final class CacheAsideOrderQuery implements OrderQuery {

  private static final System.Logger LOG = System.getLogger(CacheAsideOrderQuery.class.getName());

  private static final int MAX_WARNINGS = 100;

  private final OrderQuery database;
  private final @Nullable NearCache near;
  private final Set<OrderStatus> cachedStatuses;
  private final Set<OrderStatus> warnedOf = ConcurrentHashMap.newKeySet();
  private final LoadLimiter limiter;
  private final Counters counters = new Counters();
  private final FailureLog failures = new FailureLog(LOG, "Database cannot be read");
  private final FailOpenCache cache;
  private final LastKnown lastKnown;
  private final SingleFlight<CacheKey<?>, Answer<?>> flights = new SingleFlight<>();

  /** Puts a cache in front of a database. */
  public CacheAsideOrderQuery(
      OrderQuery database, OrderCache cache, CachePlan plan, CacheAsideSettings settings) {
    this(database, cache, plan, settings, null);
  }

  /** Puts a cache in front of a database, and a near cache in front of both if the plan has one. */
  public CacheAsideOrderQuery(
      OrderQuery database,
      OrderCache cache,
      CachePlan plan,
      CacheAsideSettings settings,
      @Nullable NearCache near) {
    this.database = database;
    this.near = plan.nearCache() ? near : null;
    this.cachedStatuses = plan.cachedStatuses();
    this.limiter = new LoadLimiter(settings);
    this.lastKnown = new LastKnown(settings.lastKnown());
    this.cache = new FailOpenCache(cache, counters);
  }

  @Override
  public Answer<Optional<Order>> find(OrderId id) {
    OrderKey key = new OrderKey(id);
    return share(key, () -> lookupOrLoad(key, () -> database.find(id)));
  }

  @Override
  public Map<OrderId, Answer<Optional<Order>>> findAll(Set<OrderId> ids) {
    Map<OrderId, Answer<Optional<Order>>> answers =
        new BatchRead(cache).findAll(ids, missing -> load(() -> database.findAll(missing)));
    answers.values().forEach(answer -> counters.count(answer.source()));
    return answers;
  }

  @Override
  public Answer<OrderPage> list(PageRequest request) {
    PageKey key = PageKey.holding(request);
    Supplier<Answer<OrderPage>> loader = () -> database.list(key.request());
    Answer<OrderPage> answer = readList(request.status(), key, loader);
    return answer.with(answer.value().cut(request));
  }

  @Override
  public Answer<Long> count(OrderStatus status) {
    return readList(status, new CountKey(status), () -> database.count(status));
  }

  @Override
  public void streamIds(Set<OrderStatus> statuses, Consumer<OrderId> consumer) {
    database.streamIds(statuses, consumer);
  }

  /** The counters since this object was created. */
  public CacheAsideStatistics statistics() {
    return counters.statistics();
  }

  private <V> Answer<V> readList(OrderStatus status, CacheKey<V> key, Supplier<Answer<V>> loader) {
    Lookup.Hit<V> hit = near == null ? null : near.get(key);
    if (hit != null) { // not recorded as last known, which would cost more than the hit
      counters.count(Source.HIT);
      return Answer.hit(hit.snapshot(), hit.generation());
    }
    boolean cached = cachedStatuses.contains(status);
    if (!cached) {
      warnOf(status);
    }
    return share(
        key,
        () -> orLastKnown(key, () -> cached ? lookupOrLoad(key, loader) : bypass(loader, null)));
  }

  /** Logged only once per status: the plan may leave it out on purpose. */
  private void warnOf(OrderStatus status) {
    if (warnedOf.size() < MAX_WARNINGS && warnedOf.add(status)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "The list of {0} is read from the database: the plan does not cache it (logged once)",
          status);
    }
  }

  private <V> Answer<V> share(CacheKey<V> key, Supplier<Answer<V>> work) {
    @SuppressWarnings("unchecked") // a key determines its value's type
    Answer<V> answer = (Answer<V>) flights.fly(key, work::get);
    counters.count(answer.source());
    return answer;
  }

  /** A value that was invalidated shortly before the database failed exists only here. */
  private <V> Answer<V> orLastKnown(CacheKey<V> key, Supplier<Answer<V>> read) {
    try {
      Answer<V> answer = read.get();
      Snapshot<V> newest = lastKnown.note(key, answer.snapshot());
      return answer.source() == Source.STALE ? Answer.stale(newest) : answer;
    } catch (OrderQueryException e) {
      Snapshot<V> known = lastKnown.get(key);
      if (known == null || !mayBeReplaced(e)) {
        throw e;
      }
      return Answer.stale(known);
    }
  }

  private <V> Answer<V> lookupOrLoad(CacheKey<V> key, Supplier<Answer<V>> loader) {
    LeaseWait wait = new LeaseWait();
    while (true) {
      Lookup<V> lookup = cache.lookup(key);
      if (lookup instanceof Lookup.Hit<V> hit) {
        return Answer.hit(hit.snapshot(), hit.generation());
      }
      if (lookup instanceof Lookup.Leased<V> leased) {
        return loadAndFill(leased.lease(), loader);
      }
      if (lookup instanceof Lookup.Unverified<V> unverified) {
        return bypass(loader, unverified.snapshot());
      }
      boolean lookAgain = lookup instanceof Lookup.Busy<V> busy && wait.pause(busy.remaining());
      if (!lookAgain) {
        return bypass(loader, null);
      }
    }
  }

  /** The load is outside the cache's error handling: its failure is the database's. */
  private <V> Answer<V> loadAndFill(Lease<V> lease, Supplier<Answer<V>> loader) {
    Snapshot<V> snapshot;
    try {
      snapshot = load(loader).snapshot();
    } catch (RuntimeException | Error e) {
      cache.release(List.of(lease));
      throw e;
    }
    boolean filled = cache.fill(new Fill<>(lease, snapshot));
    return Answer.miss(snapshot, filled ? lease.generation() : null);
  }

  private <V> Answer<V> bypass(Supplier<Answer<V>> loader, @Nullable Snapshot<V> fallback) {
    try {
      return Answer.bypass(load(loader).snapshot());
    } catch (OrderQueryException e) {
      if (fallback == null || !mayBeReplaced(e)) {
        throw e;
      }
      return Answer.stale(fallback);
    }
  }

  /**
   * An older value replaces the answer of an unavailable database, not of one that is busy or was
   * not asked.
   */
  static boolean mayBeReplaced(OrderQueryException e) {
    return !(e instanceof OverloadException) && !Thread.currentThread().isInterrupted();
  }

  private <A> A load(Supplier<A> loader) {
    try {
      A loaded =
          limiter.load(
              () -> {
                counters.loads.increment();
                return loader.get();
              });
      failures.succeeded();
      return loaded;
    } catch (OrderQueryException e) {
      failures.failed(e);
      throw e;
    }
  }
}
