/** Cost of every operation of the library, one line each, to be compared between two checkouts. */
@NullMarked
package dev.ordercache.benchmarks.operations;

import org.jspecify.annotations.NullMarked;
