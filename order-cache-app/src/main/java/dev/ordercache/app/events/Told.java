package dev.ordercache.app.events;

import dev.ordercache.event.Event;
import java.nio.ByteBuffer;

/**
 * An event as all clients are told it.
 *
 * @param position its place in the event log
 * @param bytes shared by all clients, not to be changed
 */
record Told(String position, Event event, ByteBuffer bytes) {}
