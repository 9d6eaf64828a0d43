/** How many status changes a second the queue applies. */
@NullMarked
package dev.ordercache.benchmarks.queue;

import org.jspecify.annotations.NullMarked;
