package dev.ordercache.redis;

/**
 * The counters of a {@link RedisNearCache} since its start.
 *
 * @param hits answers from memory
 * @param confirmations how often Redis has confirmed the lists' generations
 * @param failures how many confirmations failed
 * @param dropped how many events reported a list, or all, as changed
 */
public record NearCacheStatistics(long hits, long confirmations, long failures, long dropped) {}
