package dev.ordercache.caching;

import dev.ordercache.cache.CacheOwner;
import dev.ordercache.cacheaside.CacheAsideOrderQuery;
import dev.ordercache.consistency.ConsistencyChecker;
import dev.ordercache.event.EventPublisher;
import dev.ordercache.event.EventReader;
import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.jdbc.JdbiChangeLog;
import dev.ordercache.jdbc.JdbiOrderQuery;
import dev.ordercache.jdbc.JdbiStatusChangeCompletion;
import dev.ordercache.jdbc.JdbiStatusChangeInbox;
import dev.ordercache.jdbc.JdbiStatusChangeWork;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.preload.BackgroundPreload;
import dev.ordercache.preload.Preload;
import dev.ordercache.preload.PreloadSettings;
import dev.ordercache.redis.RedisConnections;
import dev.ordercache.redis.RedisEventLog;
import dev.ordercache.redis.RedisEventPublisher;
import dev.ordercache.redis.RedisNearCache;
import dev.ordercache.redis.RedisOrderCache;
import dev.ordercache.redis.RedisRelayTarget;
import dev.ordercache.redis.RedisSettings;
import dev.ordercache.relay.ChangeListener;
import dev.ordercache.relay.ChangeRelay;
import dev.ordercache.statuschange.StatusChanges;
import java.util.Objects;

/** Connects the parts of an {@link OrderCaching} with each other. */
final class Wiring {

  private final OrderCachingBuilder wanted;
  private final CachePlan plan;
  private final RedisSettings settings;
  private final Closing closing;

  Wiring(OrderCachingBuilder wanted, Closing closing) {
    this.wanted = wanted;
    this.plan = wanted.plan;
    this.settings = wanted.redisSettings;
    this.closing = closing;
  }

  /** Opens what it adds to {@link Closing}, in the order in which the parts need each other. */
  Parts wire() {
    Database database = closing.connection(wanted.openDatabase());
    prepare(database);
    JdbiChangeLog log =
        closing.connection(new JdbiChangeLog(database.direct(), plan, database.settings()));
    check("namespace", log::checkNamespace);
    check("database", () -> log.checkSameTable(database.reads()));
    RedisConnections redis = closing.connection(openRedis());
    check("redisUri", redis::checkServer);

    CacheOwner owner = log.owner();
    JdbiOrderQuery source = new JdbiOrderQuery(database.reads(), plan, database.settings());
    RedisOrderCache cache = new RedisOrderCache(redis, plan, settings, owner);
    ConsistencyChecker checker =
        closing.thread(new ConsistencyChecker(source, cache, plan, wanted.consistency));
    ChangeRelay relay = closing.thread(relay(log, redis, checker));
    RedisNearCache near = closing.thread(new RedisNearCache(redis, cache, wanted.nearCache));
    RedisEventLog eventLog = closing.connection(new RedisEventLog(redis, plan, settings, owner));
    EventReader events = closing.thread(new EventReader(eventLog));
    events.listen(near::changed); // first, so that later listeners read no older list
    CacheAsideOrderQuery orders = new CacheAsideOrderQuery(source, cache, plan, wanted.reads, near);
    StatusChanges changes = closing.thread(changes(database, new RedisEventPublisher(cache)));
    BackgroundPreload preload = closing.thread(preload(orders));
    return new Parts(
        source,
        cache,
        near,
        orders,
        relay,
        changes,
        events,
        checker,
        preload,
        database.migrations(),
        database.pools());
  }

  private void prepare(Database database) {
    Schema schema = new Schema(database.migrations(), plan.table());
    if (wanted.migrates) {
      schema.migrate();
    } else {
      schema.requireServer();
    }
  }

  private RedisConnections openRedis() {
    try {
      return wanted.openRedis();
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("redisUri", String.valueOf(e.getMessage()));
    }
  }

  private static void check(String name, Runnable check) {
    try {
      check.run();
    } catch (IllegalStateException e) {
      throw new ConfigurationException(name, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      throw new IllegalStateException("the tables cannot be read: were the migrations run?", e);
    }
  }

  private ChangeRelay relay(JdbiChangeLog log, RedisConnections redis, ConsistencyChecker checker) {
    ChangeListener callers = wanted.relay.listener();
    return new ChangeRelay(
        log,
        new RedisRelayTarget(redis, plan, settings),
        plan,
        wanted.relay.withListener(
            changes -> {
              checker.relayed(changes);
              callers.relayed(changes);
            }));
  }

  private StatusChanges changes(Database database, EventPublisher publisher) {
    JdbcSettings jdbc = database.settings();
    StatusChanges.Parts parts =
        new StatusChanges.Parts(
            new JdbiStatusChangeInbox(database.changes(), plan, jdbc, wanted.queue),
            new JdbiStatusChangeWork(database.workers(), plan, jdbc, wanted.queue),
            new JdbiStatusChangeCompletion(database.workers(), plan, jdbc),
            publisher,
            plan);
    return new StatusChanges(wanted.changeParts.apply(parts), wanted.workers, wanted.saga);
  }

  private BackgroundPreload preload(CacheAsideOrderQuery orders) {
    PreloadSettings preload =
        Objects.requireNonNullElseGet(wanted.preload, PreloadSettings::defaults);
    return new BackgroundPreload(new Preload(orders, plan, preload));
  }
}
