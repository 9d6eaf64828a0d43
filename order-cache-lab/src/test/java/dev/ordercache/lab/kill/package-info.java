/**
 * Row 39: the whole app is killed again and again under load, and what became of all that it had
 * accepted is checked by pure functions against a log of the orders that is the run's own.
 */
@NullMarked
package dev.ordercache.lab.kill;

import org.jspecify.annotations.NullMarked;
