/** The behaviour of the core, tested with the in-memory references. */
@NullMarked
package dev.ordercache.tck.core;

import org.jspecify.annotations.NullMarked;
