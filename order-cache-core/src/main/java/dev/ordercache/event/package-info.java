/**
 * What is told to those who watch: that entries were deleted, and what became of status changes.
 */
@NullMarked
package dev.ordercache.event;

import org.jspecify.annotations.NullMarked;
