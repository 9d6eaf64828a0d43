/**
 * {@link dev.ordercache.background.BackgroundLoop Rounds of work} on threads of their own that
 * survive exceptions, and a {@link dev.ordercache.background.FailureLog log} that these do not
 * flood.
 */
@NullMarked
package dev.ordercache.background;

import org.jspecify.annotations.NullMarked;
