package dev.ordercache.lab;

import dev.ordercache.Generation;
import dev.ordercache.Order;
import dev.ordercache.OrderPage;
import dev.ordercache.Snapshot;
import dev.ordercache.cache.CacheEntry;
import dev.ordercache.cache.CacheEntry.ListEntry;
import dev.ordercache.cache.CacheEntry.OrderEntry;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.OrderCache;
import dev.ordercache.cache.OrderCacheException;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.redis.RedisSettings;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The ordinary cache: get, put and delete in Redis, values as JSON. Used in place of the real one,
 * it makes what most services have: look in the cache, on a miss load and put; commit, then delete.
 * Subclasses add usual improvements. In every race it goes stale where the real one does not, which
 * proves that the race takes place.
 */
class PlainCache implements OrderCache, AutoCloseable {

  private static final ClientResources SHARED = ClientResources.create();
  private static final JsonMapper JSON = JsonMapper.shared();

  private final RedisClient client;
  final String prefix;
  final RedisCommands<String, String> redis;

  PlainCache(String uri, CachePlan plan, RedisSettings settings) {
    RedisURI address = RedisURI.create(uri);
    address.setTimeout(settings.connectTimeout());
    client = RedisClient.create(SHARED, address);
    StatefulRedisConnection<String, String> connection = client.connect();
    connection.setTimeout(settings.commandTimeout());
    redis = connection.sync();
    prefix = "plain:{" + plan.namespace() + "}:";
  }

  @Override
  public <V> List<Lookup<V>> lookup(List<? extends CacheKey<V>> keys) {
    return call(
        () -> {
          List<Lookup<V>> found = new ArrayList<>();
          for (CacheKey<V> key : keys) {
            String json = redis.hget(name(key.entry()), key.field());
            found.add(json == null ? missed(key) : hit(key, json));
          }
          return found;
        });
  }

  @Override
  public List<Boolean> fill(List<? extends Fill<?>> fills) {
    return call(() -> fills.stream().map(this::put).toList());
  }

  @Override
  public void release(List<? extends Lease<?>> leases) {}

  @Override
  public void invalidate(List<Invalidation> invalidations) {
    call(
        () -> {
          for (Invalidation invalidation : invalidations) {
            if (invalidation instanceof Invalidation.Entries entries) {
              forget(entries);
            }
          }
          return true;
        });
  }

  /** What a miss gives: the right to load and put. */
  <V> Lookup<V> missed(CacheKey<V> key) {
    return new Lookup.Leased<>(new Lease<>(key, new Generation("plain"), ""));
  }

  /** Writes a loaded value, and returns whether it did. */
  boolean put(Fill<?> fill) {
    CacheKey<?> key = fill.lease().key();
    redis.hset(name(key.entry()), key.field(), json(fill.snapshot().value()));
    return true;
  }

  /** Deletes, one key after the other, lists first. */
  void forget(Invalidation.Entries entries) {
    names(entries).forEach(redis::del);
  }

  final Stream<String> names(Invalidation.Entries entries) {
    return entries.entries().stream().map(this::name).sorted();
  }

  final String name(CacheEntry entry) {
    return entry instanceof OrderEntry order
        ? prefix + "order:" + order.id()
        : prefix + "list:" + ((ListEntry) entry).status();
  }

  static String json(Object value) {
    return JSON.writeValueAsString(
        value instanceof Optional<?> optional ? optional.orElse(null) : value);
  }

  private static <V> Lookup<V> hit(CacheKey<V> key, String json) {
    return new Lookup.Hit<>(
        new Snapshot<>(read(key, json), Instant.EPOCH), new Generation("plain"));
  }

  @SuppressWarnings("unchecked") // the key's type is its value's
  private static <V> V read(CacheKey<V> key, String json) {
    if (key instanceof CacheKey.OrderKey) {
      @Nullable Order order = JSON.readValue(json, Order.class);
      return (V) Optional.ofNullable(order);
    }
    Class<?> type = key instanceof CacheKey.PageKey ? OrderPage.class : Long.class;
    return (V) JSON.readValue(json, type);
  }

  private static <T> T call(Supplier<T> commands) {
    try {
      return commands.get();
    } catch (RedisException e) {
      throw new OrderCacheException("Redis: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
  }
}
