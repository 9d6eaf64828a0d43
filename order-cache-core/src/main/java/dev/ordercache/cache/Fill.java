package dev.ordercache.cache;

import dev.ordercache.Snapshot;

/**
 * A loaded value for the cache.
 *
 * @param lease must have been given before the value's reading began
 * @param snapshot the value
 */
public record Fill<V>(Lease<V> lease, Snapshot<V> snapshot) {}
