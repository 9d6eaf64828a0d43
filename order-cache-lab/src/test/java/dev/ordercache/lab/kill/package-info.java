/**
 * Row 39: the whole app is killed again and again under load, and pure functions check the outcome
 * of everything that it had accepted against a log of the orders that is the run's own.
 */
@NullMarked
package dev.ordercache.lab.kill;

import org.jspecify.annotations.NullMarked;
