/** Demonstration orders for a database without real ones. */
@NullMarked
package dev.ordercache.app.demo;

import org.jspecify.annotations.NullMarked;
