/** Events: that entries were deleted, and what state a status change has reached. */
@NullMarked
package dev.ordercache.event;

import org.jspecify.annotations.NullMarked;
