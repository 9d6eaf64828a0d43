/** Tells the clients of this instance what the event log says. Knows nothing of HTTP. */
@NullMarked
package dev.ordercache.app.events;

import org.jspecify.annotations.NullMarked;
