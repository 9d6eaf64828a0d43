package dev.ordercache.app.events;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ordercache.event.Event;
import dev.ordercache.event.EventLog.Entry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encodes events as server-sent events (HTML standard, 9.2). An {@code id} says that all events up
 * to that position have been sent, so of several events at one position only the last has it. All
 * text is ASCII that needs no escaping in JSON: numbers, statuses and names of states.
 */
final class EventFormat {

  private EventFormat() {}

  static List<EncodedEvent> encode(List<Entry> entries) {
    List<EncodedEvent> encoded = new ArrayList<>(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      boolean more =
          i + 1 < entries.size() && entries.get(i + 1).position().equals(entry.position());
      encoded.add(
          new EncodedEvent(
              entry.position(),
              entry.event(),
              ByteBuffer.wrap(block(more ? null : entry.position(), entry.event()))));
    }
    return encoded;
  }

  private static byte[] block(@Nullable String position, Event event) {
    if (event instanceof Event.OrderChanged order) {
      return block(position, "order", "{\"id\":" + order.order() + "}");
    }
    if (event instanceof Event.ListChanged list) {
      return block(position, "list", "{\"status\":\"" + list.status() + "\"}");
    }
    if (event instanceof Event.StatusChanged status) {
      return block(
          position,
          "status-change",
          "{\"id\":%d,\"order\":%s,\"state\":\"%s\",\"version\":%s}"
              .formatted(status.change(), status.order(), status.state(), status.version()));
    }
    return reset(position);
  }

  /** An event without data would not be dispatched. */
  static byte[] reset(@Nullable String position) {
    return block(position, "reset", "{}");
  }

  private static byte[] block(@Nullable String position, String name, String data) {
    String id = position == null ? "" : "id: " + position + "\n";
    return (id + "event: " + name + "\ndata: " + data + "\n\n").getBytes(US_ASCII);
  }

  /**
   * Advances the position from which a client resumes, without an event; a comment if there is no
   * position.
   */
  static byte[] heartbeat(@Nullable String position) {
    return (position == null ? ":\n\n" : "id: " + position + "\n\n").getBytes(US_ASCII);
  }

  static byte[] retry(Duration after) {
    return ("retry: " + after.toMillis() + "\n\n").getBytes(US_ASCII);
  }
}
