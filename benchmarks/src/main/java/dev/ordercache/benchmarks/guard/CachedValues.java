package dev.ordercache.benchmarks.guard;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ordercache.Answer;
import dev.ordercache.OrderId;
import dev.ordercache.OrderQuery;
import dev.ordercache.OrderSort;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.redis.RedisSettings;
import java.time.Duration;
import org.springframework.data.redis.connection.RedisConnection;

/** A page of 50 orders and one order: in the cache, and the same bytes under a plain key. */
enum CachedValues {
  PAGE(
      new CacheKey.PageKey(
          PageRequest.first(new OrderStatus("MANUFACTURING_APPROVED"), OrderSort.DUE, 50)),
      "list:MANUFACTURING_APPROVED"),
  ORDER(new CacheKey.OrderKey(new OrderId(7)), "order:7");

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  static final RedisSettings SETTINGS = RedisSettings.defaults().withTimeouts(TIMEOUT, TIMEOUT);

  /** Its bound is long, so that a busy machine does not turn hits into misses. */
  static final CachePlan PLAN =
      CachePlan.builder().namespace("cost").stalenessBound(Duration.ofMinutes(1)).build();

  private static final String PREFIX = "oc:{cost}:";

  @SuppressWarnings("ImmutableEnumChecker") // a record of values
  private final CacheKey<?> key;

  private final String entry;

  CachedValues(CacheKey<?> key, String entry) {
    this.key = key;
    this.entry = entry;
  }

  CacheKey<?> key() {
    return key;
  }

  byte[] field() {
    return key.field().getBytes(US_ASCII);
  }

  byte[] entry() {
    return (PREFIX + entry).getBytes(US_ASCII);
  }

  byte[] plainKey() {
    return ("plain:" + entry).getBytes(US_ASCII);
  }

  static byte[] target() {
    return (PREFIX + "relay").getBytes(US_ASCII);
  }

  static byte[] guard() {
    return (PREFIX + "guard").getBytes(US_ASCII);
  }

  static byte[] account() {
    return (PREFIX + "memory").getBytes(US_ASCII);
  }

  /** Reads the value through the library. */
  Answer<?> read(OrderQuery orders) {
    return key instanceof CacheKey.PageKey page
        ? orders.list(page.request())
        : orders.find(((CacheKey.OrderKey) key).id());
  }

  /** Loads the value into the cache and copies it; returns the number of its bytes. */
  int store(OrderQuery orders, RedisConnection redis) {
    read(orders);
    byte[] value = redis.hashCommands().hGet(entry(), field());
    if (value == null) {
      throw new IllegalStateException("not cached: " + this);
    }
    redis.stringCommands().set(plainKey(), value);
    return value.length;
  }
}
