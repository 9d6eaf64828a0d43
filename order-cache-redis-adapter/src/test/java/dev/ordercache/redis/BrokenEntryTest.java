package dev.ordercache.redis;

import static dev.ordercache.redis.RedisUnderTest.key;
import static dev.ordercache.redis.TestOrders.found;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Order;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Entries with content that no script writes. */
class BrokenEntryTest {

  private final RedisUnderTest redis = RedisUnderTest.create().guarded();

  @AfterEach
  void close() {
    redis.close();
  }

  @Test
  void aLeaseBrokenByHandIsReplaced() {
    redis.lease(key(7));
    redis.raw.hset(redis.prefix + "order:7", "l", "broken");
    assertInstanceOf(Lookup.Leased.class, redis.lookup(key(7)));
  }

  @Test
  void anEntryBrokenByHandIsReplaced() {
    redis.cached(key(7), found(7, 1));
    redis.raw.hdel(redis.prefix + "order:7", "g");
    redis.cached(key(7), found(7, 2));
    assertInstanceOf(Lookup.Hit.class, redis.lookup(key(7)));
  }

  /** Row 29 of {@code docs/races.md}: Redis' clock went back by a minute after the lease. */
  @Test
  void aLeaseThatEndsLaterThanPossibleHasExpired() {
    Lease<Optional<Order>> lease = redis.lease(key(7));
    long end = redis.target.time().millis() + 63_000;
    redis.raw.hset(redis.prefix + "order:7", "l", lease.token() + ":" + end);
    Lease<Optional<Order>> next = redis.lease(key(7));
    assertFalse(redis.fill(lease, found(7, 1)));
    assertTrue(redis.fill(next, found(7, 1)));
  }
}
