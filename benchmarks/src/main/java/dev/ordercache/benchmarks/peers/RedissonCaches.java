package dev.ordercache.benchmarks.peers;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.map.MapLoader;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.api.options.MapOptions;
import org.redisson.config.Config;

/** Redisson: a bucket per entry, a map with a loader, and a map with a local cache. */
final class RedissonCaches implements PeerCache {

  private final RedissonClient redisson;
  private final Function<Entry, Long> read;
  private final Consumer<Entry> evict;

  private RedissonCaches(
      Instance instance, BiFunction<RedissonClient, PacedOrderQuery, Calls> how) {
    Config config = new Config();
    config.useSingleServer().setAddress(instance.redisUri());
    redisson = Redisson.create(config);
    Calls calls = how.apply(redisson, instance.orders());
    read = calls.read();
    evict = calls.evict();
  }

  private record Calls(Function<Entry, Long> read, Consumer<Entry> evict) {}

  static Peer bucket() {
    return new Peer(
        "Redisson bucket", instance -> new RedissonCaches(instance, RedissonCaches::bucket));
  }

  static Peer mapLoader() {
    return new Peer(
        "Redisson map with MapLoader",
        instance -> new RedissonCaches(instance, RedissonCaches::mapLoader));
  }

  static Peer localCachedMap() {
    return new Peer(
        "Redisson local cached map",
        instance -> new RedissonCaches(instance, RedissonCaches::localCachedMap));
  }

  private static Calls bucket(RedissonClient redisson, PacedOrderQuery orders) {
    return new Calls(
        entry -> {
          Long cached = redisson.<Long>getBucket("bucket:" + entry.key()).get();
          if (cached != null) {
            return cached;
          }
          long version = orders.version(entry.order());
          redisson.<Long>getBucket("bucket:" + entry.key()).set(version, Peers.TTL);
          return version;
        },
        entry -> redisson.getBucket("bucket:" + entry.key()).delete());
  }

  private static Calls mapLoader(RedissonClient redisson, PacedOrderQuery orders) {
    MapLoader<String, Long> loader =
        new MapLoader<>() {
          @Override
          public Long load(String key) {
            return orders.version(Long.parseLong(key.substring(0, key.indexOf(':'))));
          }

          @Override
          public Iterable<String> loadAllKeys() {
            return List.of();
          }
        };
    RMap<String, Long> map =
        redisson.getMap(MapOptions.<String, Long>name("loader").loader(loader));
    return new Calls(entry -> map.get(entry.key()), entry -> map.fastRemove(entry.key()));
  }

  private static Calls localCachedMap(RedissonClient redisson, PacedOrderQuery orders) {
    RLocalCachedMap<String, Long> map =
        redisson.getLocalCachedMap(
            LocalCachedMapOptions.<String, Long>name("local").timeToLive(Peers.TTL));
    return new Calls(
        entry -> {
          @Nullable Long cached = map.get(entry.key());
          if (cached != null) {
            return cached;
          }
          long version = orders.version(entry.order());
          map.fastPut(entry.key(), version);
          return version;
        },
        entry -> map.fastRemove(entry.key()));
  }

  @Override
  public long version(Entry entry) {
    return read.apply(entry);
  }

  @Override
  public void evict(Entry entry, OrderRows.Update update) {
    evict.accept(entry);
  }

  @Override
  public void close() {
    redisson.shutdown();
  }
}
