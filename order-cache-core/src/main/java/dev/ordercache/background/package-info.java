/**
 * {@link dev.ordercache.background.BackgroundLoop Rounds of work} on threads of their own that
 * survive exceptions, {@link dev.ordercache.background.GrowingPause pauses} after these, and a
 * {@link dev.ordercache.background.FailureLog log} that they do not flood.
 */
@NullMarked
package dev.ordercache.background;

import org.jspecify.annotations.NullMarked;
