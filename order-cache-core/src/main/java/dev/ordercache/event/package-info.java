/** Events: notifications of deleted entries, and of the states that status changes have reached. */
@NullMarked
package dev.ordercache.event;

import org.jspecify.annotations.NullMarked;
