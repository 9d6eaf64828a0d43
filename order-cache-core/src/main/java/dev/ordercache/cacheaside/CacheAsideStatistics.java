package dev.ordercache.cacheaside;

/**
 * Counters of a {@link CacheAsideOrderQuery} since it was created. Every caller counts, including
 * those that shared a flight, except for loads.
 *
 * @param hits answers from the cache, verified
 * @param misses answers from the database with a lease
 * @param bypasses answers from the database without a lease
 * @param stale unverified answers from the cache, or this object's last answers, because the
 *     database could not be read
 * @param loads reads of the database
 * @param refusedFills loaded values that the cache did not store
 * @param cacheFailures calls of the cache that failed
 * @param full values for which the cache had no room
 */
public record CacheAsideStatistics(
    long hits,
    long misses,
    long bypasses,
    long stale,
    long loads,
    long refusedFills,
    long cacheFailures,
    long full) {}
