/**
 * The cache: the port {@link dev.ordercache.cache.OrderCache}, its requests and results, and the
 * policy that determines which entries a change makes stale.
 */
@NullMarked
package dev.ordercache.cache;

import org.jspecify.annotations.NullMarked;
