/**
 * The cache: the port {@link dev.ordercache.cache.OrderCache}, what it is asked and what it
 * answers, and which of its entries a change makes stale.
 */
@NullMarked
package dev.ordercache.cache;

import org.jspecify.annotations.NullMarked;
