/** Measures the effect of many slow clients on the others. */
@NullMarked
package dev.ordercache.lab.slow;

import org.jspecify.annotations.NullMarked;
