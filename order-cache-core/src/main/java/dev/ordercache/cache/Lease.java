package dev.ordercache.cache;

import dev.ordercache.Generation;

/**
 * The right to fill one value, given to the one who is to load it. It ends with the first fill or
 * release, when the entry is deleted for whatever reason, and when another loader gets a lease
 * after this one's time.
 *
 * @param key what to load
 * @param generation the life of the entry in which the lease was given
 * @param token names this lease and no other
 */
public record Lease<V>(CacheKey<V> key, Generation generation, String token) {}
