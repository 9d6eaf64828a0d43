package dev.ordercache.redis;

import static dev.ordercache.redis.RedisUnderTest.freshNamespace;
import static dev.ordercache.redis.RedisUnderTest.key;
import static dev.ordercache.redis.TestOrders.APPROVED;
import static dev.ordercache.redis.TestOrders.PAGE;
import static dev.ordercache.redis.TestOrders.STARTED;
import static dev.ordercache.redis.TestOrders.change;
import static dev.ordercache.redis.TestOrders.found;
import static dev.ordercache.redis.TestOrders.pageOf;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.Cursor;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderSort;
import dev.ordercache.PageRequest;
import dev.ordercache.cache.CacheKey.CountKey;
import dev.ordercache.cache.CacheKey.PageKey;
import dev.ordercache.cache.Lease;
import dev.ordercache.plan.CachePlan;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The keys in Redis are part of the interface for operators. */
class KeyspaceTest {

  @Test
  void theKeysAreThoseOfTheDesign() {
    CachePlan plan = freshNamespace();
    try (RedisUnderTest redis = RedisUnderTest.create(plan).guarded()) {
      redis.invalidate(change(7, 2, APPROVED, STARTED));
      redis.cached(key(7), found(7, 2));
      redis.cached(PAGE, pageOf());
      String ns = plan.namespace();
      assertEquals(
          Set.of(
              "oc:{" + ns + "}:relay",
              "oc:{" + ns + "}:guard",
              "oc:{" + ns + "}:events",
              "oc:{" + ns + "}:memory",
              "oc:{" + ns + "}:order:7",
              "oc:{" + ns + "}:list:MANUFACTURING_APPROVED",
              "oc:{" + ns + "}:done:7:2"),
          Set.copyOf(redis.raw.keys("*" + ns + "*")));
    }
  }

  @Test
  void theFieldsAreThoseOfTheDesign() {
    try (RedisUnderTest redis = RedisUnderTest.create().guarded()) {
      Lease<?> order = redis.lease(key(7));
      String epoch = redis.raw.hget(redis.prefix + "relay", "epoch");
      Map<String, String> leased = redis.raw.hgetall(redis.prefix + "order:7");
      assertEquals(Set.of("g", "e", "l"), leased.keySet());
      assertEquals(order.generation().value(), leased.get("g"));
      assertEquals(epoch, leased.get("e"));
      assertEquals(order.token(), String.valueOf(leased.get("l")).replaceFirst(":[0-9]{13}$", ""));

      redis.cached(PAGE, pageOf());
      Cursor cursor = new Cursor(OrderSort.DUE, Instant.ofEpochSecond(1), new OrderId(9));
      Lease<OrderPage> page =
          redis.lease(new PageKey(new PageRequest(APPROVED, OrderSort.DUE, 50, cursor)));
      redis.lease(new CountKey(APPROVED));
      Map<String, String> list = redis.raw.hgetall(redis.prefix + "list:" + APPROVED);
      assertEquals(
          new TreeSet<>(Set.of("g", "e", "b", "f:50:due", "l:p:50:due.1000000.9", "l:c")),
          new TreeSet<>(list.keySet()));
      assertEquals(page.generation().value(), list.get("g"));
      assertEquals(
          Set.of("owner", "origin", "epoch", "term", "seq", "applied"),
          redis.raw.hgetall(redis.prefix + "relay").keySet());
    }
  }
}
