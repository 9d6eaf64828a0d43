/** What a change makes stale, and the relay that carries every logged change into the cache. */
@NullMarked
package dev.ordercache.invalidation;

import org.jspecify.annotations.NullMarked;
