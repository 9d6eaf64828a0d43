package dev.ordercache.lab;

import dev.ordercache.OrderQuery;
import dev.ordercache.OrderStatus;
import dev.ordercache.Source;
import dev.ordercache.cache.OrderCache;
import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.jdbc.JdbiChangeLog;
import dev.ordercache.jdbc.PostgresDataSources;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.redis.RedisRelayTarget;
import dev.ordercache.redis.RedisSettings;
import dev.ordercache.relay.ChangeLog;
import dev.ordercache.relay.HandDrivenRelay;
import dev.ordercache.relay.RelaySettings;
import dev.ordercache.relay.RelayTarget;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * One race of {@code docs/races.md}: its steps are written once and run twice, by services without
 * the protection and by real ones, on the same servers. At rest the first must give answers from
 * the cache that are older than the database, or the steps prove nothing; the second must not.
 */
final class Race implements AutoCloseable {

  /** The services that run. */
  enum Side {
    UNPROTECTED,
    REAL
  }

  /** Makes the cache of an unprotected service. */
  interface PlainCacheMaker {
    PlainCache make(String uri, CachePlan plan, RedisSettings settings);
  }

  static final OrderStatus COMPLETED = new OrderStatus("MANUFACTURING_COMPLETED");

  final Side side;
  final OrdersDatabase postgres = SharedServers.postgres();
  final CachePlan plan =
      CachePlan.builder()
          .namespace(UUID.randomUUID().toString())
          .ttl(Duration.ofHours(1))
          .negativeTtl(Duration.ofHours(1))
          .stalenessBound(Duration.ofHours(1)) // a race is about the relay's
          .build();
  RedisSettings settings =
      RedisSettings.defaults().withTimeouts(SharedServers.TIMEOUT, SharedServers.TIMEOUT);
  private final @Nullable PlainCacheMaker plainCaches;
  private final Deque<Service> services = new ArrayDeque<>();
  private long lastId;
  private @Nullable Service observer;

  Race(Side side) {
    this(side, PlainCache::new);
  }

  /** With the real cache on both sides: the unprotected one lacks something else. */
  static Race ofRelays(Side side) {
    return new Race(side, null);
  }

  /** With another cache on the unprotected side. */
  Race(Side side, @Nullable PlainCacheMaker plainCaches) {
    this.side = side;
    this.plainCaches = plainCaches;
    postgres.sql("DELETE FROM orders");
    postgres.sql("DELETE FROM order_change");
    postgres.sql("TRUNCATE status_change, status_change_group");
    postgres.sql("DELETE FROM order_relay_progress");
  }

  boolean isReal() {
    return side == Side.REAL;
  }

  /** Inserts orders 1 to n, in version 1. */
  Race withOrders(int n) {
    postgres.enter(1, n, Instance.APPROVED.name());
    lastId = n;
    return this;
  }

  /** Empties the change log, as if a relay had applied it already. */
  Race withEmptyLog() {
    postgres.sql("DELETE FROM order_change");
    return this;
  }

  /** Has a relay set the guard of the real cache for a long time, and do nothing afterwards. */
  Race withGuard() {
    if (isReal() || plainCaches == null) {
      try (JdbiChangeLog log = log();
          HandDrivenRelay relay = elect(log, target(observer()), Duration.ofMinutes(10))) {
        relay.untilComplete();
      }
    }
    return this;
  }

  /** Starts a relay in the observer, as services do; an ordinary cache has none. */
  Race relayed(Duration bound) {
    if (isReal()) {
      observer().instance.startRelay(bound);
      Awaitility.await().until(() -> observer().find(lastId + 1).source() == Source.HIT);
    }
    return this;
  }

  /** Elects a relay whose rounds a test does one by one, with another bound than the readers. */
  HandDrivenRelay elect(ChangeLog log, RelayTarget target, Duration bound) {
    return HandDrivenRelay.elect(log, target, relayPlan(bound), RelaySettings.defaults());
  }

  /** The plan with another bound than the readers have. */
  CachePlan relayPlan(Duration bound) {
    return plan.toBuilder().stalenessBound(bound).build();
  }

  RedisRelayTarget target(Service service) {
    return new RedisRelayTarget(service.instance.redis, plan, settings);
  }

  JdbiChangeLog log() {
    return new JdbiChangeLog(
        PostgresDataSources.unpooled(postgres.database()), plan, postgres.database());
  }

  /** A log that several relays may lead at a time: its lock excludes none, as after it was lost. */
  JdbiChangeLog logWithoutLock() {
    postgres.sql(
        "CREATE OR REPLACE FUNCTION public.pg_try_advisory_lock(int, int) RETURNS boolean"
            + " LANGUAGE sql AS 'SELECT true'");
    JdbcSettings usual = postgres.database();
    JdbcSettings first =
        JdbcSettings.of(
                usual.url() + "?currentSchema=public,pg_catalog", usual.user(), usual.password())
            .withTimeouts(SharedServers.TIMEOUT, SharedServers.TIMEOUT)
            .withLeaderIdleTimeout(Duration.ofMinutes(1));
    return new JdbiChangeLog(PostgresDataSources.unpooled(first), plan, first);
  }

  /** Another service. */
  Service service() {
    return service(SharedServers.node().uri());
  }

  /** Another service, which reaches Redis at this URI. */
  Service service(String uri) {
    return service(uri, settings);
  }

  /** Another service with settings of its own. */
  Service service(String uri, RedisSettings own) {
    return service(uri, plan, own, instance -> instance.database);
  }

  /** Another service with a plan of its own. */
  Service service(CachePlan own) {
    return service(SharedServers.node().uri(), own, settings, instance -> instance.database);
  }

  /** Another service, which reads another database than it changes. */
  Service service(Function<Instance, OrderQuery> source) {
    return service(SharedServers.node().uri(), plan, settings, source);
  }

  private Service service(
      String uri, CachePlan ownPlan, RedisSettings own, Function<Instance, OrderQuery> source) {
    Instance instance = new Instance(postgres, uri, ownPlan, own);
    PlainCacheMaker plain = isReal() ? null : plainCaches;
    OrderCache cache = plain == null ? instance.cache : plain.make(uri, ownPlan, own);
    Service service = new Service(instance, cache, source.apply(instance));
    services.push(service);
    return service;
  }

  /** The key of an entry in Redis. */
  String key(String entry) {
    boolean plain = !isReal() && plainCaches != null;
    return (plain ? "plain:{" : "oc:{") + plan.namespace() + "}:" + entry;
  }

  /** The service that takes no part. */
  Service observer() {
    Service present = observer;
    if (present == null) {
      present = service();
      observer = present;
    }
    return present;
  }

  void setObserver(Service service) {
    observer = service;
  }

  /** The observer's answers. */
  Observation observation() {
    return new Observation(observer(), postgres, lastId);
  }

  /** Reads everything once, so that it is in the cache. */
  void warm() {
    observation().answers();
  }

  /** Asserts what must hold when all services are idle. */
  void assertAtRest() {
    if (isReal()) {
      observation().assertRight();
    } else {
      observation().assertStale();
    }
  }

  /** The same, and until then no read breaks the staleness bound. */
  void assertAtRestWithin(Duration bound, long committedNanos, long id) {
    if (isReal()) {
      observation().assertFreshWithin(bound, committedNanos, id);
    }
    assertAtRest();
  }

  @Override
  public void close() {
    services.forEach(Service::close);
  }
}
