package dev.ordercache.benchmarks.sse;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.app.events.EventHub;
import dev.ordercache.app.events.EventSettings;
import dev.ordercache.app.http.HttpServer;
import dev.ordercache.app.http.Routes;
import dev.ordercache.app.settings.HttpLimits;
import dev.ordercache.app.settings.HttpSettings;
import dev.ordercache.cacheaside.CacheAsideOrderQuery;
import dev.ordercache.cacheaside.CacheAsideSettings;
import dev.ordercache.event.Event;
import dev.ordercache.event.Event.ListChanged;
import dev.ordercache.event.Event.OrderChanged;
import dev.ordercache.event.EventReader;
import dev.ordercache.memory.CacheSettings;
import dev.ordercache.memory.InMemoryOrderCache;
import dev.ordercache.memory.InMemoryOrders;
import dev.ordercache.memory.InMemoryStatusChanges;
import dev.ordercache.memory.ManualClock;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.preload.BackgroundPreload;
import dev.ordercache.preload.Preload;
import dev.ordercache.preload.PreloadSettings;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.StatusChanges;
import dev.ordercache.statuschange.WorkerSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The app's HTTP side and its reader of events, on an event log in memory. */
final class EventServer implements AutoCloseable {

  private static final int MAX_REQUESTS = 1_000_000;

  private static final int BURST = 200;
  private static final int UNSENT_BURSTS = 50;

  final EventHub hub =
      new EventHub(
          EventSettings.defaults()
              .withLimits(20_000, 20_000)
              .withTimes(Duration.ofSeconds(15), Duration.ofHours(1)));
  private final QueuedLog log = new QueuedLog();
  private final EventReader reader = new EventReader(log);
  private final HttpServer http =
      new HttpServer(
          HttpSettings.defaults().withLimits(new HttpLimits(0, MAX_REQUESTS, MAX_REQUESTS)),
          routes());

  EventServer() {
    hub.start();
    reader.listen(hub::publish);
    reader.start();
    http.start();
    log.publish(new Event.Reset());
  }

  URI address() {
    return http.address();
  }

  private Routes routes() {
    ManualClock clock = new ManualClock();
    InMemoryOrders orders = new InMemoryOrders(clock);
    InMemoryOrderCache cache = new InMemoryOrderCache(CacheSettings.defaults(), clock);
    InMemoryStatusChanges changes = new InMemoryStatusChanges(orders, QueueSettings.defaults());
    StatusChanges.Parts parts =
        new StatusChanges.Parts(changes, changes, changes, cache, CachePlan.defaults());
    return new Routes(
        new Routes.Parts(
            new CacheAsideOrderQuery(
                orders, cache, CachePlan.defaults(), CacheAsideSettings.defaults()),
            orders,
            cache,
            new StatusChanges(parts, WorkerSettings.defaults()),
            1,
            CachePlan.defaults(),
            new BackgroundPreload(
                new Preload(orders, CachePlan.defaults(), PreloadSettings.defaults())),
            () -> {
              throw new UnsupportedOperationException("there is no consistency checker");
            },
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            hub,
            clock));
  }

  /** Publishes orders whose ids are the moments at which they are due. */
  void publish(double perSecond, Duration duration) {
    long interval = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
    long due = System.nanoTime();
    long end = due + duration.toNanos();
    for (; due < end; due += interval) {
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      log.publish(new OrderChanged(new OrderId(due)));
    }
  }

  /** Publishes list events, which only one client receives, until that client accepts no more. */
  void fill() {
    Event[] burst = new Event[BURST];
    for (int i = 0; i < BURST; i++) {
      burst[i] = new ListChanged(new OrderStatus("LIST_" + i));
    }
    for (int unsent = 0; unsent < UNSENT_BURSTS; ) {
      long sent = hub.statistics().sent();
      log.publish(burst);
      while (reader.statistics().entries() < log.published()) {
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(200));
      }
      unsent = hub.statistics().sent() == sent ? unsent + 1 : 0;
    }
  }

  @Override
  public void close() {
    http.close();
    reader.close();
  }
}
