/**
 * {@link dev.ordercache.background.BackgroundLoop Rounds of work} on threads of their own, which
 * survive an exception, and {@link dev.ordercache.background.FailureLog log} it rarely.
 */
@NullMarked
package dev.ordercache.background;

import org.jspecify.annotations.NullMarked;
