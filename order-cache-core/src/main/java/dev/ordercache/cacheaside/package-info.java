/**
 * Cache-aside reads: the port {@link dev.ordercache.cacheaside.OrderCache} and {@link
 * dev.ordercache.cacheaside.CacheAsideOrderQuery}, which puts it in front of a database.
 */
@NullMarked
package dev.ordercache.cacheaside;

import org.jspecify.annotations.NullMarked;
