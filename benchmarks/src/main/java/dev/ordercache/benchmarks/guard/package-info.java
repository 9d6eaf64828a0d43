/** The cost of the guard and the leases in a lookup: see {@link GuardCost}. */
@NullMarked
package dev.ordercache.benchmarks.guard;

import org.jspecify.annotations.NullMarked;
