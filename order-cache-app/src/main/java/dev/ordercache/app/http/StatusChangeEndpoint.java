package dev.ordercache.app.http;

import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.statuschange.DirectStatusChanges;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.StatusChangeResult;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Changes an order's status: committed when the answer comes, and {@code DONE} if it is visible to
 * every reader; {@code APPLIED} if the cache could not be reached and the relay will see to that.
 */
final class StatusChangeEndpoint {

  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  private final DirectStatusChanges changes;
  private final Call.Parser<OrderStatus> statuses;

  StatusChangeEndpoint(DirectStatusChanges changes, Call.Parser<OrderStatus> statuses) {
    this.changes = changes;
    this.statuses = statuses;
  }

  Reply submit(Call call) {
    OrderId id = call.path("id", OrderId::parse);
    JsonNode body = call.body(Set.of("to", "assignee"));
    String target = text(body, "to");
    if (target == null) {
      throw Problem.badField("to", "is missing").exception();
    }
    OrderStatus to = Call.parse("to", target, statuses);
    String assignee = text(body, "assignee");
    requireIdempotencyKey(call);
    long version = expectedVersion(call);
    StatusChange change = Call.check("assignee", () -> new StatusChange(id, version, to, assignee));
    return reply(changes.submit(change));
  }

  private static @Nullable String text(JsonNode body, String field) {
    JsonNode value = body.get(field);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isString()) {
      throw Problem.badField(field, "must be a text").exception();
    }
    return value.stringValue();
  }

  /** Is asked for now, so that clients are ready for the queue, which remembers it. */
  private static void requireIdempotencyKey(Call call) {
    String key = call.header(IDEMPOTENCY_KEY).orElse("");
    if (!key.matches("[\\x21-\\x7e]{1,200}")) {
      throw Problem.badField(IDEMPOTENCY_KEY, "must have 1 to 200 visible ASCII characters")
          .exception();
    }
  }

  private static long expectedVersion(Call call) {
    String etag =
        call.header(HttpHeader.IF_MATCH)
            .orElseThrow(
                () ->
                    Problem.of(428, "precondition-required", "If-Match: must be the order's ETag")
                        .with("field", "If-Match")
                        .exception());
    if (!etag.matches("\"[0-9]{1,18}\"")) {
      throw Problem.badField("If-Match", "must be the order's ETag, as \"7\"").exception();
    }
    return Long.parseLong(etag.substring(1, etag.length() - 1));
  }

  private static Reply reply(StatusChangeResult result) {
    if (result instanceof StatusChangeResult.Applied applied) {
      return applied(applied);
    }
    if (result instanceof StatusChangeResult.UnknownOrder unknown) {
      throw ReadEndpoints.unknown(unknown.id());
    }
    if (result instanceof StatusChangeResult.StaleVersion stale) {
      Order current = stale.current();
      throw Problem.of(412, "stale-version", "If-Match: the order has changed since")
          .with("field", "If-Match")
          .with("version", current.version())
          .with("orderStatus", current.status())
          .exception();
    }
    if (result instanceof StatusChangeResult.Taken taken) {
      throw Problem.of(409, "order-taken", taken.assignee() + " has taken the order")
          .with("assignee", taken.assignee())
          .with("since", taken.since())
          .exception();
    }
    StatusChangeResult.NotAllowed refused = (StatusChangeResult.NotAllowed) result;
    throw Problem.of(
            409, "transition-not-allowed", "to: does not follow " + refused.current().status())
        .with("field", "to")
        .with("allowed", refused.allowed().stream().map(OrderStatus::name).sorted().toList())
        .exception();
  }

  private static Reply applied(StatusChangeResult.Applied applied) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("state", applied.invalidated() ? "DONE" : "APPLIED");
    members.put("from", applied.from());
    members.put("to", applied.order().status());
    members.put("version", applied.order().version());
    members.put("order", applied.order());
    return Reply.json(200, members)
        .with(HttpHeader.ETAG.asString(), ReadEndpoints.etagOf(applied.order()));
  }
}
