/**
 * Orders, their workflow, and {@link dev.ordercache.OrderQuery}, the port through which they are
 * read.
 */
@NullMarked
package dev.ordercache;

import org.jspecify.annotations.NullMarked;
