/**
 * Reads the lists that operators need into the cache before the first request: see {@link
 * dev.ordercache.preload.Preload}.
 */
@NullMarked
package dev.ordercache.preload;

import org.jspecify.annotations.NullMarked;
