/**
 * The cache and its relay target in Redis 6.2 or later, by spring-data-redis on Lettuce. Each
 * atomic operation is one Lua script, and one script is one round trip.
 */
@NullMarked
package dev.ordercache.redis;

import org.jspecify.annotations.NullMarked;
