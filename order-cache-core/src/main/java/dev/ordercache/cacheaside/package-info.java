/**
 * Cache-aside reads: {@link dev.ordercache.cacheaside.CacheAsideOrderQuery} puts an {@link
 * dev.ordercache.cache.OrderCache} in front of a database.
 */
@NullMarked
package dev.ordercache.cacheaside;

import org.jspecify.annotations.NullMarked;
