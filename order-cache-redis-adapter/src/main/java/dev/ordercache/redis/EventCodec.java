package dev.ordercache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.background.FailureLog;
import dev.ordercache.event.ChangeState;
import dev.ordercache.event.Event;
import dev.ordercache.event.Event.OrderChanged;
import dev.ordercache.event.Event.Reset;
import dev.ordercache.event.Event.StatusChanged;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;

/**
 * The text of an entry in the stream of events: the format's version, then one word for each event.
 * {@code 1 order:7 list:PACKAGING} is written by {@code forget.lua}; {@code 1 *} is a reset. A text
 * that cannot be read, for example of a later version, is decoded as a reset too. Safe for use by
 * many threads.
 */
final class EventCodec {

  private static final System.Logger LOG = System.getLogger(EventCodec.class.getName());
  private static final String VERSION = "1 ";
  private static final String ORDER = "order";
  private static final String LIST = "list";
  private static final String CHANGE = "change";
  private static final int CHANGE_PARTS = 6;

  private final FailureLog unreadable =
      FailureLog.hourly(LOG, "Unreadable event, readers get a reset");

  /** The text of one entry. */
  static String encode(List<StatusChanged> events) {
    StringBuilder text = new StringBuilder(VERSION.strip());
    for (StatusChanged event : events) {
      text.append(' ').append(word(event));
    }
    return text.toString();
  }

  /** The events of an entry, in order, 1 or more. */
  List<Event> decode(String text) {
    try {
      if (!text.startsWith(VERSION)) {
        throw new IllegalArgumentException("an event of an unknown format");
      }
      List<Event> events = new ArrayList<>();
      for (String word : text.substring(VERSION.length()).split(" ", -1)) {
        events.add(event(word));
      }
      return events;
    } catch (IllegalArgumentException e) {
      unreadable.failed(e);
      return List.of(new Reset());
    }
  }

  private static String word(StatusChanged event) {
    return String.join(
        ":",
        CHANGE,
        Long.toString(event.change()),
        event.order().toString(),
        event.state().name(),
        event.version() == null ? "" : event.version().toString(),
        URLEncoder.encode(event.principal(), UTF_8));
  }

  private static Event event(String word) {
    if (word.equals("*")) {
      return new Reset();
    }
    String[] parts = word.split(":", -1);
    if (parts.length == 2 && parts[0].equals(ORDER)) {
      return new OrderChanged(OrderId.parse(parts[1]));
    }
    if (parts.length == 2 && parts[0].equals(LIST)) {
      return new Event.ListChanged(new OrderStatus(parts[1]));
    }
    if (parts.length == CHANGE_PARTS && parts[0].equals(CHANGE)) {
      return new StatusChanged(
          Long.parseLong(parts[1]),
          URLDecoder.decode(parts[5], UTF_8),
          OrderId.parse(parts[2]),
          ChangeState.valueOf(parts[3]),
          parts[4].isEmpty() ? null : Long.valueOf(parts[4]));
    }
    throw new IllegalArgumentException("an event of an unknown kind");
  }
}
