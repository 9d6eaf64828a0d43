/** Many slow clients, and what the others notice of them. */
@NullMarked
package dev.ordercache.app.slow;

import org.jspecify.annotations.NullMarked;
