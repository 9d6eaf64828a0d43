/** The parts of core together, tested on the ports' implementations in memory. */
@NullMarked
package dev.ordercache.core;

import org.jspecify.annotations.NullMarked;
