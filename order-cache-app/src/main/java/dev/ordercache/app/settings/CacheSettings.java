package dev.ordercache.app.settings;

import dev.ordercache.redis.RedisSettings;

/**
 * Settings of the cache besides those of the plan.
 *
 * @param maxMemory maximum memory of orders and lists in Redis in bytes, 1 MB or more
 * @param preload whether the plan's cached lists are loaded at the start
 * @param consistencySample the share of changes, 0 to 1, after which the cache is compared with the
 *     database even if no mismatch is suspected
 */
public record CacheSettings(long maxMemory, boolean preload, double consistencySample) {

  static CacheSettings read(SettingsReader reader) {
    return new CacheSettings(
        reader.value(Setting.MAX_MEMORY, RedisSettings.defaults().maxMemory(), Parsers::memory),
        reader.value(Setting.PRELOAD, true, Parsers::bool),
        reader.value(Setting.CONSISTENCY_SAMPLE, 0.01, Parsers::share));
  }
}
