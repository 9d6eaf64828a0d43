/** Sends the entries of the event log to the clients of this instance. Independent of HTTP. */
@NullMarked
package dev.ordercache.app.events;

import org.jspecify.annotations.NullMarked;
