package dev.ordercache.redis;

import io.lettuce.core.SetArgs;
import io.lettuce.core.api.sync.RedisCommands;
import org.jspecify.annotations.Nullable;

/**
 * The ordinary cache: get, load, put, delete, and what is usually added to it. In every race it
 * goes stale where the real one does not, which proves that the race takes place.
 */
final class PlainCache {

  private final RedisCommands<String, String> redis;
  private final String prefix;

  PlainCache(RedisUnderTest redis) {
    this.redis = redis.raw;
    this.prefix = redis.prefix + "plain:";
  }

  @Nullable String get(String key) {
    return redis.get(prefix + key);
  }

  void put(String key, String value) {
    redis.set(prefix + key, value);
  }

  void delete(String key) {
    redis.del(prefix + key);
  }

  /** Remembers beside the value which version is the oldest that may be put. */
  void fence(String key, long version) {
    redis.set(prefix + "fence:" + key, Long.toString(version));
  }

  void putFenced(String key, long version) {
    String fence = redis.get(prefix + "fence:" + key);
    if (fence == null || Long.parseLong(fence) <= version) {
      put(key, Long.toString(version));
    }
  }

  void forgetFence(String key) {
    redis.del(prefix + "fence:" + key);
  }

  boolean lock(String key, long millis) {
    return redis.set(prefix + "lock:" + key, "locked", SetArgs.Builder.nx().px(millis)) != null;
  }

  void unlock(String key) {
    redis.del(prefix + "lock:" + key);
  }
}
