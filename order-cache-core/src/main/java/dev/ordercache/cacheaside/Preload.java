package dev.ordercache.cacheaside;

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
import dev.ordercache.cacheaside.PreloadProgress.State;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads what operators will ask for, before they ask: every order in some statuses, and the counts
 * and first pages of their lists. It is an ordinary reader of the cache and has no other way into
 * it, so it can not put anything there that a reader could not, whatever changes meanwhile. Memory
 * does not grow with the number of orders. Safe for use by many threads; one run at a time.
 */
public final class Preload {

  private static final System.Logger LOG = System.getLogger(Preload.class.getName());
  private static final long PROBE_INTERVAL = Duration.ofMillis(20).toNanos();
  private static final long ORDERS_PER_LOG_LINE = 50_000;

  /** Asked for to learn whether somebody vouches for the cache; it need not exist. */
  private static final OrderId PROBE = new OrderId(0);

  private final OrderQuery orders;
  private final PreloadSettings settings;
  private final AtomicBoolean running = new AtomicBoolean();
  private final AtomicLong orderCount = new AtomicLong();
  private final AtomicLong pageCount = new AtomicLong();
  private final AtomicLong notCached = new AtomicLong();
  private volatile State state = State.IDLE;
  private volatile long began;
  private volatile long ended;

  /** A preload that reads through a cache. */
  public Preload(OrderQuery orders, PreloadSettings settings) {
    this.orders = orders;
    this.settings = settings;
  }

  /**
   * Runs on the calling thread until everything is loaded. Returns at once if another run is under
   * way, and without loading anything if nobody vouches for the cache in time.
   *
   * @return how it ended
   * @throws OrderQueryException if the database can not be read
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

  /** How far the current run is, or how the last one ended. */
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
    state = State.RUNNING;
  }

  private boolean cacheIsVerified() {
    while (!isVerified(orders.find(PROBE).source())) {
      if (System.nanoTime() - began > settings.patience().toNanos()
          || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(this, PROBE_INTERVAL);
    }
    return true;
  }

  private static boolean isVerified(Source source) {
    return source == Source.HIT || source == Source.MISS;
  }

  private void load() {
    Set<OrderId> batch = new LinkedHashSet<>();
    try (ParallelWork work = new ParallelWork(settings.parallelism())) {
      orders.streamIds(
          settings.statuses(),
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
      for (OrderStatus status : settings.statuses()) {
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

  /** The first pages. */
  private void loadList(OrderStatus status, OrderSort sort) {
    PageRequest request = PageRequest.first(status, sort, settings.pageSize());
    for (int page = 0; page < settings.pages(); page++) {
      Answer<OrderPage> answer = orders.list(request);
      note(answer);
      pageCount.incrementAndGet();
      Cursor next = answer.value().next();
      if (next == null) {
        return;
      }
      request = new PageRequest(status, sort, settings.pageSize(), next);
    }
  }

  /** A few values change while they are loaded; many are a sign that the cache was away. */
  private boolean isCached() {
    return notCached.get() * 100 <= orderCount.get() + pageCount.get();
  }

  private void note(Answer<?> answer) {
    if (answer.generation() == null) {
      notCached.incrementAndGet();
    }
  }

  private void log() {
    LOG.log(System.Logger.Level.INFO, "Preload: {0}", progress());
  }
}
