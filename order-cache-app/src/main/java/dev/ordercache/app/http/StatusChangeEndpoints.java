package dev.ordercache.app.http;

import dev.ordercache.OrderId;
import dev.ordercache.OrderQuery;
import dev.ordercache.OrderStatus;
import dev.ordercache.Workflow;
import dev.ordercache.app.events.EventFilter;
import dev.ordercache.app.users.Role;
import dev.ordercache.event.ChangeState;
import dev.ordercache.statuschange.Acceptance;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.StatusChanges;
import dev.ordercache.statuschange.Submission;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Submits, returns, cancels and undoes status changes. Only its submitter can see a change; for
 * others it does not exist. A request may wait for the database for seconds, so the number of
 * requests that do so at a time is limited. A request whose body has not arrived does not count.
 */
final class StatusChangeEndpoints {

  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  private final StatusChanges changes;
  private final SubmissionGuard guard;
  private final ApiRequest.Parser<OrderStatus> statuses;
  private final ChangeResponses replies;
  private final LongPolls waits;
  private final Bulkhead bulkhead;

  /**
   * With a maximum number of requests at a time that use the database.
   *
   * @param database reads the current orders
   */
  StatusChangeEndpoints(
      OrderQuery database,
      StatusChanges changes,
      Workflow workflow,
      ApiRequest.Parser<OrderStatus> statuses,
      int requestsAtOnce) {
    this.bulkhead = new Bulkhead(requestsAtOnce, "too many status changes at a time");
    this.changes = changes;
    this.guard = new SubmissionGuard(database, changes);
    this.statuses = statuses;
    this.replies = new ChangeResponses(workflow);
    this.waits = new LongPolls(changes);
  }

  /** Reads the body last: a refusal that does not need it does not wait for it. */
  CompletionStage<ApiResponse> submit(ApiRequest call) {
    OrderId id = call.path("id", OrderId::parse);
    call.query(Set.of());
    return call.body(Set.of("to", "assignee")).thenCompose(body -> submit(call, id, body));
  }

  private CompletionStage<ApiResponse> submit(ApiRequest call, OrderId id, JsonNode body) {
    String target = text(body, "to");
    if (target == null) {
      throw Problem.badField("to", "is missing").exception();
    }
    OrderStatus to = ApiRequest.parse("to", target, statuses);
    String assignee = text(body, "assignee");
    String key = idempotencyKey(call);
    OrderTag expected = expected(call);
    StatusChange change =
        ApiRequest.check("assignee", () -> new StatusChange(id, expected.version(), to, assignee));
    Submission submission = new Submission(change, principal(call), key);
    call.authorize(); // the body may have taken long to arrive
    boolean lead = call.has(Role.LEAD);
    return reply(call, bulkhead.run(() -> guard.submit(submission, expected, lead)), submission);
  }

  ApiResponse find(ApiRequest call) {
    call.query(Set.of());
    return replies.found(bulkhead.run(() -> own(call)));
  }

  ApiResponse cancel(ApiRequest call) {
    call.query(Set.of());
    return bulkhead.run(() -> cancelled(call));
  }

  private ApiResponse cancelled(ApiRequest call) {
    JournalEntry entry = own(call);
    if (changes.cancel(entry.id())) {
      return ApiResponse.empty(204);
    }
    ChangeState state = own(call).state();
    if (state == ChangeState.CANCELLED) {
      return ApiResponse.empty(204);
    }
    throw Problem.of(409, "not-pending", "the change is " + state + " already")
        .with("state", state)
        .exception();
  }

  CompletionStage<ApiResponse> undo(ApiRequest call) {
    call.query(Set.of());
    String key = idempotencyKey(call);
    Undo undo = bulkhead.run(() -> undone(call, key));
    StatusChange change = undo.done().submission().change();
    Submission submission = new Submission(change, principal(call), key, undo.done().id());
    return reply(call, undo.acceptance(), submission);
  }

  private record Undo(JournalEntry done, Acceptance acceptance) {}

  private Undo undone(ApiRequest call, String key) {
    JournalEntry done = own(call);
    return new Undo(done, changes.undo(done, principal(call), key));
  }

  /** Ends all waits; from now on, no request waits. */
  void endWaits() {
    waits.end();
  }

  private CompletionStage<ApiResponse> reply(
      ApiRequest call, Acceptance acceptance, Submission submission) {
    if (acceptance instanceof Acceptance.Refused refused) {
      throw replies.refusal(refused.refusal(), submission).exception();
    }
    if (acceptance instanceof Acceptance.KeyReused reused) {
      throw Problem.of(
              422,
              "idempotency-key-reused",
              IDEMPOTENCY_KEY + ": you have used it for another change")
          .with("field", IDEMPOTENCY_KEY)
          .with("change", reused.change())
          .exception();
    }
    JournalEntry entry = ((Acceptance.Accepted) acceptance).entry();
    OptionalInt wait = Preference.seconds(call);
    if (wait.isEmpty()) {
      ApiResponse now = changes.appliesInCall() ? replies.outcome(entry) : replies.state(entry);
      return CompletableFuture.completedFuture(now);
    }
    return waits
        .forEnd(entry, wait.getAsInt())
        .thenApply(replies::outcome)
        .thenApply(reply -> reply.add(Preference.APPLIED, "wait=" + wait.getAsInt()));
  }

  /** The change in the path, if it is the caller's. */
  private JournalEntry own(ApiRequest call) {
    long id = call.path("id", StatusChangeEndpoints::id);
    return changes
        .find(id)
        .filter(entry -> entry.submission().principal().equals(principal(call)))
        .orElseThrow(
            () -> Problem.of(404, "unknown-change", "you have no status change " + id).exception());
  }

  private static long id(String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException("must be the id of a status change");
    }
    return Long.parseLong(text);
  }

  private static String principal(ApiRequest call) {
    return call.user().orElse(EventFilter.ANONYMOUS);
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

  private static String idempotencyKey(ApiRequest call) {
    String key = call.header(IDEMPOTENCY_KEY).orElse("");
    if (!key.matches("[\\x21-\\x7e]{1,200}")) {
      throw Problem.badField(IDEMPOTENCY_KEY, "must have 1 to 200 visible ASCII characters")
          .exception();
    }
    return key;
  }

  private static OrderTag expected(ApiRequest call) {
    String etag =
        call.header(HttpHeader.IF_MATCH)
            .orElseThrow(
                () ->
                    Problem.of(428, "precondition-required", "If-Match: must be the order's ETag")
                        .with("field", "If-Match")
                        .exception());
    return ApiRequest.parse("If-Match", etag, OrderTag::parse);
  }
}
