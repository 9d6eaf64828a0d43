package dev.ordercache.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Order;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.OrderCacheException;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.servers.RedisNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The permissions that a user of Redis needs, and the error if one is missing. */
class PermissionsTest {

  private final RedisUnderTest admin = RedisUnderTest.create();
  private final String user = admin.plan.namespace();

  @AfterEach
  void close() {
    admin.close();
  }

  private RedisConnections open(List<String> rules) {
    String uri = PermittedUser.create(RedisNode.shared(), user, rules);
    return RedisConnections.open(uri, admin.plan, admin.settings);
  }

  private RedisConnections openWithout(String command) {
    return open(
        PermittedUser.rules().stream().filter(rule -> !rule.equals("+" + command)).toList());
  }

  @Test
  void noCommandIsUsedThatTheReadmeDoesNotName() {
    try (RedisConnections connections = open(PermittedUser.rules())) {
      connections.checkServer();
      RedisOrderCache cache = new RedisOrderCache(connections, admin.plan, admin.settings);
      try (RedisNearCache near =
              new RedisNearCache(connections, cache, NearCacheSettings.defaults());
          RedisEventLog events = new RedisEventLog(connections, admin.plan, admin.settings)) {
        near.start();
        events.read(RedisUnderTest.newest(events), Duration.ofMillis(10));
        Awaitility.await().until(() -> near.statistics().confirmations() > 0);
        assertEquals(0, near.statistics().failures());
      }
    }
    assertEquals(
        List.of(),
        admin.raw.aclLog().stream()
            .filter(denied -> user.equals(denied.get("username")))
            .map(denied -> String.valueOf(denied.get("object")))
            .filter(command -> !command.startsWith("client")) // with which it identifies itself
            .toList());
  }

  private void assertNames(String missing, Runnable call) {
    OrderCacheException failure = assertThrows(OrderCacheException.class, call::run);
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.toLowerCase(Locale.ROOT).contains(missing), message);
    assertTrue(message.contains("permission") || message.contains("can't run"), message);
  }

  @Test
  void aCommandThatAScriptMayNotRunIsNamed() {
    try (RedisConnections connections = openWithout("pttl")) {
      RedisOrderCache cache = new RedisOrderCache(connections, admin.plan, admin.settings);
      assertNames("pttl", () -> cache.lookup(List.of(RedisUnderTest.key(1))));
    }
  }

  /** The invalidation is required, the account is not. */
  @Test
  void anEntryThatCannotBeDiscountedIsStillDeleted() {
    admin.setGuard(1);
    admin.cached(RedisUnderTest.key(1), TestOrders.found(1, 1));
    try (RedisConnections connections = openWithout("hmget")) {
      RedisOrderCache cache = new RedisOrderCache(connections, admin.plan, admin.settings);
      cache.invalidate(List.of(Invalidation.of(RedisUnderTest.key(1).entry())));
    }
    assertEquals(0, admin.raw.exists(admin.prefix + "order:1"));
  }

  private static boolean isFilled(RedisOrderCache cache, long id) {
    Lookup<Optional<Order>> found = cache.lookup(List.of(RedisUnderTest.key(id))).get(0);
    return found instanceof Lookup.Leased<Optional<Order>> leased
        && cache.fill(List.of(new Fill<>(leased.lease(), TestOrders.found(id, 1)))).get(0);
  }

  /** The command is needed when the first entries have expired. */
  @Test
  void withoutHgetallTheAccountIsLostAndNothingElse() {
    admin.setGuard(1);
    CachePlan brief = admin.plan.toBuilder().ttl(Duration.ofSeconds(1)).build();
    try (RedisConnections connections = openWithout("hgetall")) {
      RedisOrderCache cache = new RedisOrderCache(connections, admin.plan, admin.settings);
      RedisOrderCache expiring = new RedisOrderCache(connections, brief, admin.settings);
      assertTrue(isFilled(cache, 1));
      long one = admin.cache.memory();
      Awaitility.await("filled before it expires").until(() -> isFilled(expiring, 2));
      Awaitility.await("it has expired").until(() -> admin.cache.memory() == one);
      assertTrue(isFilled(cache, 3));

      assertEquals(one, admin.cache.memory(), "the first order is not counted any more");
      assertInstanceOf(Lookup.Hit.class, cache.lookup(List.of(RedisUnderTest.key(1))).get(0));
      assertInstanceOf(Lookup.Hit.class, cache.lookup(List.of(RedisUnderTest.key(3))).get(0));
    }
  }

  /** The command selects what may make room. */
  @Test
  void withoutHrandfieldAFullListStaysAsItIs() {
    admin.setGuard(1);
    try (RedisConnections connections = openWithout("hrandfield")) {
      RedisOrderCache cache =
          new RedisOrderCache(connections, admin.plan, admin.settings.withPagesPerList(1));
      cache.lookup(List.of(TestOrders.behind(1), TestOrders.behind(2)));
      for (int i = 0; i < 3; i++) {
        assertInstanceOf(Lookup.Full.class, cache.lookup(List.of(TestOrders.behind(3))).get(0));
      }
    }
  }

  @Test
  void aCommandThatTheClientMayNotRunIsNamed() {
    try (RedisConnections connections = openWithout("xread");
        RedisEventLog events = new RedisEventLog(connections, admin.plan, admin.settings)) {
      String newest = RedisUnderTest.newest(events);
      assertNames("xread", () -> events.read(newest, Duration.ofMillis(10)));
    }
    try (RedisConnections connections = openWithout("evalsha")) {
      RedisOrderCache cache = new RedisOrderCache(connections, admin.plan, admin.settings);
      assertNames("evalsha", () -> cache.lookup(List.of(RedisUnderTest.key(1))));
    }
  }
}
