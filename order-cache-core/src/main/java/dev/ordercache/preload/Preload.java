package dev.ordercache.preload;

import dev.ordercache.Answer;
import dev.ordercache.Cursor;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderQuery;
import dev.ordercache.OrderQueryException;
import dev.ordercache.OrderSort;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.Source;
import dev.ordercache.cacheaside.CacheAsideOrderQuery;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.preload.PreloadProgress.State;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Reads into the cache the values that operators will request: every order in the cached statuses,
 * and the counts and first pages of their lists. It is an ordinary reader of the cache and has no
 * other access to it, so it cannot store a value that a reader could not, whatever changes
 * meanwhile. Values for which the cache has no room are counted and left to the database. That is
 * not a failure, because a retry would not help. Memory use does not grow with the number of
 * orders. Safe for use by many threads; one run at a time.
 */
public final class Preload {

  private static final System.Logger LOG = System.getLogger(Preload.class.getName());
  private static final long PROBE_INTERVAL = Duration.ofMillis(20).toNanos();
  private static final long ORDERS_PER_LOG_LINE = 50_000;

  /** Read to check whether the cache is verified; the order need not exist. */
  private static final OrderId PROBE = new OrderId(0);

  private final OrderQuery orders;
  private final CachePlan plan;
  private final PreloadSettings settings;
  private final LongSupplier refusedForRoom;
  private final AtomicBoolean running = new AtomicBoolean();
  private final AtomicLong orderCount = new AtomicLong();
  private final AtomicLong pageCount = new AtomicLong();
  private final AtomicLong notCached = new AtomicLong();
  private volatile State state = State.IDLE;
  private volatile long began;
  private volatile long ended;
  private volatile long refusedBefore;

  /** A preload that reads through a cache. */
  public Preload(CacheAsideOrderQuery orders, CachePlan plan, PreloadSettings settings) {
    this(orders, plan, settings, () -> orders.statistics().full());
  }

  /** A preload through a cache that does not report how often it had no room. */
  public Preload(OrderQuery orders, CachePlan plan, PreloadSettings settings) {
    this(orders, plan, settings, () -> 0);
  }

  private Preload(
      OrderQuery orders, CachePlan plan, PreloadSettings settings, LongSupplier refusedForRoom) {
    this.orders = orders;
    this.plan = plan;
    this.settings = settings;
    this.refusedForRoom = refusedForRoom;
  }

  /**
   * Runs on the calling thread until everything is loaded. Returns at once if another run is under
   * way, and without loading anything if the cache is not verified within the timeout.
   *
   * @return the result of the run
   * @throws OrderQueryException if the database cannot be read
   */
  public PreloadProgress run() {
    if (!running.compareAndSet(false, true)) {
      return progress();
    }
    begin();
    State outcome = State.FAILED;
    try {
      if (cacheIsVerified()) {
        load();
        outcome = isCached() ? State.DONE : State.FAILED;
      }
    } finally {
      ended = System.nanoTime();
      state = outcome;
      running.set(false);
      log();
    }
    return progress();
  }

  /** The progress of the current run, or the result of the last one. */
  public PreloadProgress progress() {
    State now = state;
    long until = now == State.RUNNING ? System.nanoTime() : ended;
    return new PreloadProgress(
        now, orderCount.get(), pageCount.get(), notCached.get(), Duration.ofNanos(until - began));
  }

  private void begin() {
    began = System.nanoTime();
    orderCount.set(0);
    pageCount.set(0);
    notCached.set(0);
    refusedBefore = refusedForRoom.getAsLong();
    state = State.RUNNING;
  }

  private boolean cacheIsVerified() {
    while (!isVerified(orders.find(PROBE).source()) && !isAnyListVerified()) {
      if (System.nanoTime() - began > settings.timeout().toNanos()
          || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(this, PROBE_INTERVAL);
    }
    return true;
  }

  /** A cache may have no room for the probe, but it always has room for first pages. */
  private boolean isAnyListVerified() {
    try {
      return plan.cachedStatuses().stream()
          .map(status -> PageRequest.first(status, OrderSort.DUE, plan.pageSize()))
          .anyMatch(first -> isVerified(orders.list(first).source()));
    } catch (OrderQueryException e) {
      return false; // a hit would not have read the database
    }
  }

  private static boolean isVerified(Source source) {
    return source == Source.HIT || source == Source.MISS;
  }

  private void load() {
    Set<OrderId> batch = new LinkedHashSet<>();
    try (ParallelWork work = new ParallelWork(settings.parallelism())) {
      orders.streamIds(
          plan.cachedStatuses(),
          id -> {
            batch.add(id);
            if (batch.size() == settings.batch()) {
              Set<OrderId> full = new LinkedHashSet<>(batch);
              work.submit(() -> loadOrders(full));
              batch.clear();
            }
          });
      if (!batch.isEmpty()) {
        work.submit(() -> loadOrders(batch));
      }
      for (OrderStatus status : plan.cachedStatuses()) {
        work.submit(() -> note(orders.count(status)));
        for (OrderSort sort : OrderSort.values()) {
          work.submit(() -> loadList(status, sort));
        }
      }
    }
  }

  private void loadOrders(Set<OrderId> batch) {
    orders.findAll(batch).values().forEach(this::note);
    long after = orderCount.addAndGet(batch.size());
    if ((after - batch.size()) / ORDERS_PER_LOG_LINE < after / ORDERS_PER_LOG_LINE) {
      log();
    }
  }

  /** Loads the first pages of a list. */
  private void loadList(OrderStatus status, OrderSort sort) {
    PageRequest request = PageRequest.first(status, sort, plan.pageSize());
    for (int page = 0; page < settings.pages(); page++) {
      Answer<OrderPage> answer = orders.list(request);
      note(answer);
      pageCount.incrementAndGet();
      Cursor next = answer.value().next();
      if (next == null) {
        return;
      }
      request = new PageRequest(status, sort, plan.pageSize(), next);
    }
  }

  /** A few values change while they are loaded; many mean that the cache was unavailable. */
  private boolean isCached() {
    return (notCached.get() - withoutRoom()) * 100 <= orderCount.get() + pageCount.get();
  }

  /**
   * How many of these had no room. Includes values of other readers since the run began, so it is
   * limited to all of them.
   */
  private long withoutRoom() {
    return Math.min(notCached.get(), refusedForRoom.getAsLong() - refusedBefore);
  }

  private void note(Answer<?> answer) {
    if (answer.generation() == null) {
      notCached.incrementAndGet();
    }
  }

  private void log() {
    LOG.log(System.Logger.Level.INFO, "Preload: {0}", progress());
    if (state == State.DONE && withoutRoom() > 0) {
      LOG.log(
          System.Logger.Level.WARNING,
          "The cache had no room for about {0} of what was read: its memory is bounded too low",
          withoutRoom());
    }
  }
}
