/**
 * The relay applies every change of the change log to the cache, and keeps the freshness guard
 * present while none is waiting: see {@link dev.ordercache.relay.ChangeRelay}.
 */
@NullMarked
package dev.ordercache.relay;

import org.jspecify.annotations.NullMarked;
