/**
 * Compares the cache with the database after changes, while the service runs: see {@link
 * dev.ordercache.consistency.ConsistencyChecker}.
 */
@NullMarked
package dev.ordercache.consistency;

import org.jspecify.annotations.NullMarked;
