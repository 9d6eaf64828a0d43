/**
 * The one way in: {@link dev.ordercache.caching.OrderCaching} is made of a plan, a database and a
 * Redis, and starts and stops everything.
 */
@NullMarked
package dev.ordercache.caching;

import org.jspecify.annotations.NullMarked;
