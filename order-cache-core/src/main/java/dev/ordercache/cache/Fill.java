package dev.ordercache.cache;

import dev.ordercache.Snapshot;

/**
 * A loaded value for the cache.
 *
 * @param lease must have been granted before the read of the value began
 * @param snapshot the value
 */
public record Fill<V>(Lease<V> lease, Snapshot<V> snapshot) {}
