package dev.ordercache.cacheaside;

/**
 * What a {@link CacheAsideOrderQuery} has done since it was made. Each caller counts, also those
 * who shared a flight, except for loads.
 *
 * @param hits answers from the cache, verified
 * @param misses answers from the database with a lease
 * @param bypasses answers from the database without
 * @param stale answers from the cache, or what this object answered last, because the database
 *     could not be read
 * @param loads reads of the database
 * @param refusedFills loaded values that the cache did not take
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
