package dev.ordercache.app.http;

import dev.ordercache.OrderStatus;
import dev.ordercache.Workflow;
import dev.ordercache.event.ChangeState;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.JournalEntry.Effect;
import dev.ordercache.statuschange.Refusal;
import dev.ordercache.statuschange.Submission;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** Replies about a status change, or about the reason why there is none. */
record ChangeResponses(Workflow workflow) {

  private static final String TRY_AGAIN = "try again with another Idempotency-Key";

  /** The change in its current state: 202 until that is final, 200 afterwards. */
  ApiResponse state(JournalEntry entry) {
    return entry.state().isTerminal()
        ? found(entry)
        : reply(202, entry).add(HttpHeader.LOCATION, "/api/status-changes/" + entry.id());
  }

  /** 200 with the change, in any state. */
  ApiResponse found(JournalEntry entry) {
    return reply(200, entry);
  }

  /** For requests that ask for the outcome: a problem if the order was not changed. */
  ApiResponse outcome(JournalEntry entry) {
    return switch (entry.state()) {
      case PENDING, APPLIED, DONE, SUPERSEDED -> state(entry);
      case REJECTED, CANCELLED, FAILED, COMPENSATED -> problem(entry);
    };
  }

  /**
   * Without Retry-After: the change has ended, and its key returns it for as long as it is kept.
   */
  private ApiResponse problem(JournalEntry entry) {
    return ApiResponse.problem(why(entry).with("change", entry.id()));
  }

  private ApiResponse reply(int status, JournalEntry entry) {
    ApiResponse reply =
        ApiResponse.json(status, members(entry)).add(HttpHeader.CACHE_CONTROL, "no-store");
    Effect effect = entry.effect();
    return effect == null || entry.state() != ChangeState.DONE
        ? reply
        : reply.add(HttpHeader.ETAG, '"' + Long.toString(effect.version()) + '"');
  }

  private Map<String, Object> members(JournalEntry entry) {
    Submission submission = entry.submission();
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", entry.id());
    members.put("state", entry.state());
    members.put("order", submission.order());
    Effect effect = entry.effect();
    if (effect != null) {
      boolean takenBack = entry.state() == ChangeState.COMPENSATED;
      members.put("from", takenBack ? effect.after() : effect.before());
    }
    members.put("to", submission.change().to());
    members.put("expectedVersion", submission.change().expectedVersion());
    putIfThere(members, "assignee", submission.change().assignee());
    putIfThere(members, "undoes", submission.undoes());
    putIfThere(members, "version", effect == null ? null : effect.version());
    members.put("acceptedAt", entry.acceptedAt());
    putIfThere(members, "endedAt", entry.endedAt());
    if (entry.state() == ChangeState.REJECTED || entry.state() == ChangeState.FAILED) {
      members.put("problem", why(entry).members());
    }
    return members;
  }

  private static void putIfThere(Map<String, Object> members, String name, @Nullable Object value) {
    if (value != null) {
      members.put(name, value);
    }
  }

  private Problem why(JournalEntry entry) {
    Refusal refusal = entry.refusal();
    if (refusal != null) {
      return refusal(refusal, entry.submission());
    }
    return entry.state() == ChangeState.CANCELLED
        ? Problem.of(409, "change-cancelled", "the change was cancelled before it was made")
        : Problem.of(
            503,
            "change-taken-back",
            "the cache could not be invalidated, and the change was taken back: " + TRY_AGAIN);
  }

  /** Why a change was not made. */
  Problem refusal(Refusal refusal, Submission submission) {
    if (refusal instanceof Refusal.UnknownOrder) {
      return ReadEndpoints.unknown(submission.order()).problem();
    }
    if (refusal instanceof Refusal.Taken taken) {
      return Problem.of(409, "order-taken", taken.assignee() + " has taken the order")
          .with("assignee", taken.assignee())
          .with("since", taken.since());
    }
    if (refusal instanceof Refusal.Failure) {
      return Problem.of(
          503, "change-failed", "it failed several times, and was given up: " + TRY_AGAIN);
    }
    if (refusal instanceof Refusal.NothingToUndo nothing) {
      return Problem.of(409, "nothing-to-undo", "the change is " + nothing.state())
          .with("state", nothing.state());
    }
    if (refusal instanceof Refusal.NotRestorable) {
      return Problem.of(
          409,
          "undo-not-allowed",
          "the order had an assignee before whom no change may name: 1 to 100 characters, and no"
              + " control characters");
    }
    return submission.undoes() == null ? change(refusal) : undo(refusal);
  }

  private Problem change(Refusal refusal) {
    if (refusal instanceof Refusal.StaleVersion stale) {
      return changedSince(
          stale,
          Problem.of(412, "stale-version", "If-Match: the order has changed since")
              .with("field", "If-Match"));
    }
    OrderStatus status = ((Refusal.NotAllowed) refusal).status();
    return Problem.of(409, "transition-not-allowed", "to: does not follow " + status)
        .with("field", "to")
        .with(
            "allowed", workflow.targets(status).stream().map(OrderStatus::name).sorted().toList());
  }

  /** An undo has no precondition from the client. */
  private static Problem undo(Refusal refusal) {
    if (refusal instanceof Refusal.StaleVersion stale) {
      return changedSince(
          stale, Problem.of(409, "changed-since", "the order has changed since the change"));
    }
    return Problem.of(409, "undo-not-allowed", "this step cannot be undone");
  }

  private static Problem changedSince(Refusal.StaleVersion stale, Problem problem) {
    return problem.with("version", stale.version()).with("orderStatus", stale.status());
  }
}
