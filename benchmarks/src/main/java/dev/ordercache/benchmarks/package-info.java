/** Measurements against running parts; not published. */
@NullMarked
package dev.ordercache.benchmarks;

import org.jspecify.annotations.NullMarked;
