package dev.ordercache.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderId;
import dev.ordercache.cacheaside.CacheAsideOrderQuery;
import dev.ordercache.cacheaside.CacheAsideSettings;
import dev.ordercache.consistency.ConsistencyChecker;
import dev.ordercache.consistency.ConsistencySettings;
import dev.ordercache.event.EventReader;
import dev.ordercache.memory.CacheSettings;
import dev.ordercache.memory.InMemoryEventLog;
import dev.ordercache.memory.InMemoryOrderCache;
import dev.ordercache.memory.InMemoryOrders;
import dev.ordercache.memory.InMemoryStatusChanges;
import dev.ordercache.memory.ManualClock;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.redis.NearCacheSettings;
import dev.ordercache.redis.RedisConnections;
import dev.ordercache.redis.RedisNearCache;
import dev.ordercache.redis.RedisOrderCache;
import dev.ordercache.redis.RedisSettings;
import dev.ordercache.relay.ChangeRelay;
import dev.ordercache.relay.RelaySettings;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.StatusChanges;
import dev.ordercache.statuschange.WorkerSettings;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The names are what dashboards and alarms rely on. */
class MetricNamesTest {

  private static final CachePlan PLAN = CachePlan.defaults();

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ManualClock clock = new ManualClock();
  private final InMemoryOrders database = new InMemoryOrders(clock);
  private final InMemoryOrderCache cache = new InMemoryOrderCache(CacheSettings.defaults(), clock);

  private void assertNames(String prefix, String... names) {
    Set<String> expected = new TreeSet<>();
    for (String name : names) {
      expected.add(prefix + name);
    }
    assertEquals(
        expected,
        registry.getMeters().stream()
            .map(Meter::getId)
            .map(Meter.Id::getName)
            .filter(name -> !name.endsWith(".percentile")) // some registries have these
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void ofReads() {
    CacheAsideOrderQuery orders =
        new CacheAsideOrderQuery(database, cache, PLAN, CacheAsideSettings.defaults());
    CacheAsideMetrics.bind(registry, orders);
    assertNames("order.cache.", "answers", "loads", "fills.refused", "failures", "full");

    orders.find(new OrderId(7));
    assertEquals(1, registry.get("order.cache.loads").functionCounter().count());
  }

  @Test
  void ofTheRelay() {
    try (ChangeRelay relay =
        new ChangeRelay(database.log(), cache, PLAN, RelaySettings.defaults())) {
      RelayMetrics.bind(registry, relay);
    }
    assertNames(
        "order.cache.relay.",
        "elections",
        "epochs",
        "rounds",
        "rounds.cache",
        "round",
        "changes",
        "failures",
        "leading",
        "term",
        "guard.age.milliseconds",
        "unread",
        "unread.oldest.seconds");
  }

  @Test
  void ofStatusChanges() {
    InMemoryStatusChanges queue = new InMemoryStatusChanges(database, QueueSettings.defaults());
    StatusChanges.Parts parts = new StatusChanges.Parts(queue, queue, queue, cache, PLAN);
    try (StatusChanges changes = new StatusChanges(parts, WorkerSettings.defaults())) {
      StatusChangeMetrics.bind(registry, changes);
    }
    assertNames(
        "order.cache.changes.",
        "accepted",
        "repeated",
        "refused",
        "ended",
        "swept",
        "failures",
        "compensations.given.up",
        "pending",
        "pending.oldest.seconds",
        "overdue.seconds",
        "unfinished",
        "unfinished.oldest.seconds",
        "duration",
        "awaited");
  }

  @Test
  void ofTheConsistencyChecker() {
    try (ConsistencyChecker checker =
        new ConsistencyChecker(database, cache, PLAN, ConsistencySettings.defaults())) {
      ConsistencyMetrics.bind(registry, checker);
    }
    assertNames(
        "order.cache.consistency.",
        "stages",
        "changes",
        "dropped",
        "sampled",
        "database.reads",
        "violations",
        "repaired",
        "failures",
        "oldest.age.milliseconds");
  }

  @Test
  void ofTheEventReader() {
    try (EventReader reader = new EventReader(new InMemoryEventLog(100))) {
      EventReaderMetrics.bind(registry, reader);
    }
    assertNames("order.cache.events.", "read", "read.failures", "lag.milliseconds");
  }

  @Test
  void ofRedisWhichNeedNotAnswer() {
    RedisSettings settings = RedisSettings.defaults();
    try (RedisConnections redis = RedisConnections.open("redis://127.0.0.1:1", PLAN, settings)) {
      RedisOrderCache remote = new RedisOrderCache(redis, PLAN, settings);
      try (RedisNearCache near = new RedisNearCache(redis, remote, NearCacheSettings.defaults())) {
        RedisMetrics.bind(registry, remote);
        RedisMetrics.bind(registry, near);
      }
      assertTrue(Double.isNaN(registry.get("order.cache.memory.bytes").gauge().value()));
    }
    assertNames(
        "order.cache.",
        "memory.bytes",
        "memory.bytes.max",
        "circuit.state",
        "circuit.opened",
        "circuit.refused",
        "near.hits",
        "near.confirmations",
        "near.failures",
        "near.dropped");
  }
}
