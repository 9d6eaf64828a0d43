/** The cost of clients of the events, and the delivery time of the events. */
@NullMarked
package dev.ordercache.benchmarks.sse;

import org.jspecify.annotations.NullMarked;
