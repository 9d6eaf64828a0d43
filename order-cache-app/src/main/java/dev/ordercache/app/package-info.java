/** The runnable service: its start and stop, and the wiring of all parts. */
@NullMarked
package dev.ordercache.app;

import org.jspecify.annotations.NullMarked;
