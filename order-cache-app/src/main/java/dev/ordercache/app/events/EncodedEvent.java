package dev.ordercache.app.events;

import dev.ordercache.event.Event;
import java.nio.ByteBuffer;

/**
 * An event in the encoding that all clients receive.
 *
 * @param position its place in the event log
 * @param bytes shared by all clients, not to be changed
 */
record EncodedEvent(String position, Event event, ByteBuffer bytes) {}
