/** What clients of the events cost, and how fast they are told. */
@NullMarked
package dev.ordercache.benchmarks.sse;

import org.jspecify.annotations.NullMarked;
