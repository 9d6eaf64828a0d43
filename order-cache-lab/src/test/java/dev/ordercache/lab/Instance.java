package dev.ordercache.lab;

import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.ordercache.Answer;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderSort;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.cache.CacheOwner;
import dev.ordercache.cache.NearCache;
import dev.ordercache.cache.OrderCache;
import dev.ordercache.cacheaside.CacheAsideOrderQuery;
import dev.ordercache.cacheaside.CacheAsideSettings;
import dev.ordercache.event.EventPublisher;
import dev.ordercache.jdbc.JdbiChangeLog;
import dev.ordercache.jdbc.JdbiOrderQuery;
import dev.ordercache.jdbc.JdbiStatusChangeCompletion;
import dev.ordercache.jdbc.JdbiStatusChangeInbox;
import dev.ordercache.jdbc.JdbiStatusChangeWork;
import dev.ordercache.jdbc.PostgresDataSources;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.redis.RedisConnections;
import dev.ordercache.redis.RedisEventPublisher;
import dev.ordercache.redis.RedisOrderCache;
import dev.ordercache.redis.RedisRelayTarget;
import dev.ordercache.redis.RedisSettings;
import dev.ordercache.relay.ChangeRelay;
import dev.ordercache.relay.RelaySettings;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.Recovery;
import dev.ordercache.statuschange.StatusChanges;
import dev.ordercache.statuschange.WorkerSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * One service that embeds the library as the app does: pools, the cache in Redis, reads through it,
 * and status changes. Its relay runs once {@link #startRelay} is called.
 */
public final class Instance implements AutoCloseable {

  public static final OrderStatus APPROVED = new OrderStatus("MANUFACTURING_APPROVED");
  public static final OrderStatus STARTED = new OrderStatus("MANUFACTURING_STARTED");

  private final OrdersDatabase postgres;
  final CachePlan plan;
  private final RedisSettings settings;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final HikariDataSource pool;
  private final JdbiChangeLog log;
  public final RedisConnections redis;
  public final RedisOrderCache cache;
  public final JdbiOrderQuery database;
  public final CacheAsideOrderQuery orders;
  public final StatusChanges changes;

  /** One that reaches Redis at this URI, which may lead through a gate. */
  public Instance(OrdersDatabase postgres, String redisUri, CachePlan plan) {
    this(postgres, redisUri, plan, RedisSettings.defaults());
  }

  /** The same with other settings of Redis. */
  Instance(OrdersDatabase postgres, String redisUri, CachePlan plan, RedisSettings settings) {
    this.postgres = postgres;
    this.plan = plan;
    this.settings = settings;
    pool = PostgresDataSources.pooled(postgres.database(), "instance");
    parts.push(pool);
    redis = RedisConnections.open(redisUri, plan, settings);
    parts.push(redis);
    log = changeLog();
    parts.push(log);
    CacheOwner owner = log.owner();
    cache = new RedisOrderCache(redis, plan, settings, owner);
    await().until(() -> owner.name().isPresent());
    database = new JdbiOrderQuery(pool, plan, postgres.database());
    orders = reading(cache);
    changes = changing(cache);
  }

  /** Reads of this instance through a near cache. */
  public CacheAsideOrderQuery reading(NearCache near) {
    return new CacheAsideOrderQuery(database, cache, plan, CacheAsideSettings.defaults(), near);
  }

  /** Reads of this instance through another cache. */
  public CacheAsideOrderQuery reading(OrderCache other) {
    return new CacheAsideOrderQuery(database, other, plan, CacheAsideSettings.defaults());
  }

  /**
   * Status changes of this instance that invalidate another cache, each in its call: committed,
   * invalidated, answered. Publishes no events, and has no worker or sweeper.
   */
  public StatusChanges changing(OrderCache other) {
    return new StatusChanges(
        queueing((stale, events) -> other.invalidate(stale)),
        WorkerSettings.defaults(),
        Recovery.RETRY_FORWARD);
  }

  /** The parts of queued status changes of this instance, with another publisher. */
  public StatusChanges.Parts queueing(EventPublisher events) {
    QueueSettings queue = QueueSettings.defaults();
    return new StatusChanges.Parts(
        new JdbiStatusChangeInbox(pool, plan, postgres.database(), queue),
        new JdbiStatusChangeWork(pool, plan, postgres.database(), queue),
        new JdbiStatusChangeCompletion(pool, plan, postgres.database()),
        events,
        plan);
  }

  /** The owner of the orders that it reads. */
  CacheOwner owner() {
    return log.owner();
  }

  /** Invalidates its cache, and publishes to the event log. */
  public EventPublisher publisher() {
    return new RedisEventPublisher(cache);
  }

  private JdbiChangeLog changeLog() {
    return new JdbiChangeLog(
        PostgresDataSources.unpooled(postgres.database()), plan, postgres.database());
  }

  /** Starts a relay; it ends with the instance, or when it is closed. */
  public ChangeRelay startRelay() {
    return startRelay(plan.stalenessBound());
  }

  /** The same with another bound than the readers have. */
  ChangeRelay startRelay(Duration bound) {
    JdbiChangeLog own = changeLog();
    ChangeRelay relay =
        new ChangeRelay(
            own,
            new RedisRelayTarget(redis, plan, settings),
            plan.toBuilder().stalenessBound(bound).build(),
            RelaySettings.defaults());
    parts.push(own);
    parts.push(relay);
    relay.start();
    return relay;
  }

  public Answer<Optional<Order>> find(long id) {
    return orders.find(new OrderId(id));
  }

  /** The first page of a list. */
  public Answer<OrderPage> list(OrderStatus status) {
    return orders.list(PageRequest.first(status, OrderSort.DUE, 50));
  }

  @Override
  public void close() {
    parts.forEach(
        part -> {
          try {
            part.close();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }
}
