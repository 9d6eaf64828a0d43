/** Many slow clients, and what the others notice of them. */
@NullMarked
package dev.ordercache.lab.slow;

import org.jspecify.annotations.NullMarked;
