package dev.ordercache.app.http;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.app.events.EventClient;
import dev.ordercache.app.events.EventFilter;
import dev.ordercache.app.events.EventHub;
import dev.ordercache.app.events.TooManyClientsException;
import dev.ordercache.app.events.TooManyClientsException.Limit;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Sends changes as server-sent events. Each parameter restricts one kind of event; kinds without a
 * parameter are sent in full.
 */
final class EventEndpoint {

  private static final String LAST_EVENT_ID = "Last-Event-ID";
  private static final String NONE = "none";
  private static final int MAX_VALUES = 100;
  private static final String RETRY_SECONDS = "10";

  private final EventHub hub;
  private final ApiRequest.Parser<OrderStatus> statuses;

  EventEndpoint(EventHub hub, ApiRequest.Parser<OrderStatus> statuses) {
    this.hub = hub;
    this.statuses = statuses;
  }

  ApiResponse open(ApiRequest call) {
    EventFilter interest = interest(call);
    String lastEventId = lastEventId(call);
    if (call.isHead()) {
      return stream(EventEndpoint::headersOnly);
    }
    try {
      EventClient client = hub.open(interest, lastEventId);
      if (!call.isAuthorized()) {
        client.end(); // the user was removed before the hub had this client
      }
      return stream((response, callback) -> EventStream.begin(client, response, callback));
    } catch (TooManyClientsException e) {
      Problem problem =
          e.limit() == Limit.USER
              ? Problem.of(429, "too-many-streams", String.valueOf(e.getMessage()))
              : Problem.of(503, "overload", String.valueOf(e.getMessage()));
      return ApiResponse.problem(problem).add(HttpHeader.RETRY_AFTER, RETRY_SECONDS);
    }
  }

  private EventFilter interest(ApiRequest call) {
    ApiRequest.Parameters query = call.query(Set.of("change", "orders", "lists"), Set.of("change"));
    List<String> changes = query.all("change");
    return new EventFilter(
        call.user().orElse(null),
        changes.isEmpty()
            ? null
            : ApiRequest.check("change", () -> values(changes, EventEndpoint::change)),
        query.optional("orders", text -> values(text, OrderId::parse)).orElse(null),
        query.optional("lists", text -> values(text, statuses)).orElse(null));
  }

  private static <T> Set<T> values(String text, ApiRequest.Parser<T> parser) {
    return text.equals(NONE) ? Set.of() : values(List.of(text.split(",", -1)), parser);
  }

  private static <T> Set<T> values(List<String> texts, ApiRequest.Parser<T> parser) {
    if (texts.size() > MAX_VALUES) {
      throw new IllegalArgumentException("may have " + MAX_VALUES + " values");
    }
    return texts.stream().map(parser::parse).collect(Collectors.toSet());
  }

  private static Long change(String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException("must be the id of a status change");
    }
    return Long.valueOf(text);
  }

  private static @Nullable String lastEventId(ApiRequest call) {
    String id = call.header(LAST_EVENT_ID).orElse(null);
    if (id != null && !id.matches("[\\x21-\\x7e]{1,50}")) {
      throw Problem.badField(LAST_EVENT_ID, "must be the id of an event").exception();
    }
    return id;
  }

  private static ApiResponse stream(ApiResponse.Body body) {
    return ApiResponse.stream("text/event-stream", body)
        .add(HttpHeader.CACHE_CONTROL, "no-store")
        .add("X-Accel-Buffering", "no"); // nginx would buffer the events
  }

  /** Not as the last write, which would add a content length. */
  private static void headersOnly(Response response, Callback callback) {
    response.write(false, null, callback);
  }
}
