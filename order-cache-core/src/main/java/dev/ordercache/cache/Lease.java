package dev.ordercache.cache;

import dev.ordercache.Generation;

/**
 * The right to fill one value, granted to the caller that is to load it. It ends with the first
 * fill or release, with the deletion of the entry for any reason, and when another loader is
 * granted a lease after this one has expired.
 *
 * @param key the value to load
 * @param generation the generation of the entry in which the lease was granted
 * @param token identifies this lease uniquely
 */
public record Lease<V>(CacheKey<V> key, Generation generation, String token) {}
