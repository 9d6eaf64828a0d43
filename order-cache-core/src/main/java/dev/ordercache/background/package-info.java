/**
 * What goes on without being asked: {@link dev.ordercache.background.BackgroundLoop rounds of work}
 * on threads of their own, and how they tell that they {@link dev.ordercache.background.FailureLog
 * fail}.
 */
@NullMarked
package dev.ordercache.background;

import org.jspecify.annotations.NullMarked;
