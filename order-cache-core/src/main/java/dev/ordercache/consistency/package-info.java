/**
 * Looks, after every change, whether the cache shows something older, while the service runs: see
 * {@link dev.ordercache.consistency.ConsistencyChecker}.
 */
@NullMarked
package dev.ordercache.consistency;

import org.jspecify.annotations.NullMarked;
