/** Tests of the events that clients receive. */
@NullMarked
package dev.ordercache.app.events;

import org.jspecify.annotations.NullMarked;
