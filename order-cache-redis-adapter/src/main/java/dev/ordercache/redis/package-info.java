/**
 * The cache and its freshness feed in Redis 6.2 or later, by spring-data-redis on Lettuce. Whatever
 * must be atomic is one Lua script, and one script is one round trip.
 */
@NullMarked
package dev.ordercache.redis;

import org.jspecify.annotations.NullMarked;
