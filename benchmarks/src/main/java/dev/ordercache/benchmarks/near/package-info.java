/** The cost of an answer from memory: see {@link NearCost}. */
@NullMarked
package dev.ordercache.benchmarks.near;

import org.jspecify.annotations.NullMarked;
