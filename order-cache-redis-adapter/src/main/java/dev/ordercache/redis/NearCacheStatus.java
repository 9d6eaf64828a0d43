package dev.ordercache.redis;

/**
 * What a {@link RedisNearCache} has done since it started.
 *
 * @param hits answers from memory
 * @param confirmations how often Redis has confirmed the lists' generations
 * @param failures how many confirmations and subscriptions failed
 * @param pushes deletions that were heard of
 * @param missed how often a list had changed and nobody had told
 * @param subscriptions how often it has subscribed to the deletions
 */
public record NearCacheStatus(
    long hits, long confirmations, long failures, long pushes, long missed, long subscriptions) {}
