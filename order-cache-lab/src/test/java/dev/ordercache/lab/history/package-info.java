/**
 * A randomised run of several instances, writers and faults, whose history is recorded and then
 * checked by pure functions.
 *
 * <p>All times are those of {@link System#nanoTime}, which on Linux is CLOCK_MONOTONIC: one clock
 * for all processes of a machine. Only the test compares them; the library does not.
 */
@NullMarked
package dev.ordercache.lab.history;

import org.jspecify.annotations.NullMarked;
