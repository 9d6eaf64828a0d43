package dev.ordercache.redis;

/**
 * The counters of a {@link RedisNearCache} since its start.
 *
 * @param hits answers from memory
 * @param confirmations how often Redis has confirmed the lists' generations
 * @param failures how many confirmations and subscriptions failed
 * @param pushes deletions that were received
 * @param missed how often a list was gone without a push: it had expired, it was evicted or deleted
 *     by hand, or the push was lost
 * @param subscriptions how often it has subscribed to the deletions
 */
public record NearCacheStatus(
    long hits, long confirmations, long failures, long pushes, long missed, long subscriptions) {}
