package dev.ordercache.redis;

/**
 * What a {@link RedisNearCache} has done since it started.
 *
 * @param hits answers from memory
 * @param confirmations how often Redis has confirmed the lists' generations
 * @param failures how many confirmations and subscriptions failed
 * @param pushes deletions that were heard of
 * @param missed how often a list was not there any more without a push: its time was over, it was
 *     evicted or deleted by hand, or the push was lost
 * @param subscriptions how often it has subscribed to the deletions
 */
public record NearCacheStatus(
    long hits, long confirmations, long failures, long pushes, long missed, long subscriptions) {}
