/** Measures the effect of many slow clients on the others. */
@NullMarked
package dev.ordercache.app.slow;

import org.jspecify.annotations.NullMarked;
