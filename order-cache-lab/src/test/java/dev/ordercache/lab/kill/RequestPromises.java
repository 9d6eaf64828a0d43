package dev.ordercache.lab.kill;

import dev.ordercache.lab.ClaimResults;
import dev.ordercache.lab.kill.Recorded.Change;
import dev.ordercache.lab.kill.SentRequest.About;
import dev.ordercache.lab.kill.SentRequest.Reported;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares the change requests of clients, and the answers, with the rows of the changes. */
final class RequestPromises {

  private static final Set<String> FINAL =
      Set.of("DONE", "REJECTED", "CANCELLED", "FAILED", "COMPENSATED", "SUPERSEDED");

  private final ClaimResults<Promise> results;
  private final Map<String, Change> byKey = new HashMap<>();
  private final Map<Long, Change> byId = new HashMap<>();

  private RequestPromises(List<Change> changes, ClaimResults<Promise> results) {
    this.results = results;
    for (Change change : changes) {
      byKey.put(change.request().key(), change);
      byId.put(change.id(), change);
    }
  }

  /** Checks all requests, and that no change exists without a request. */
  static void check(
      List<SentRequest> requests, List<Change> changes, ClaimResults<Promise> results) {
    RequestPromises check = new RequestPromises(changes, results);
    requests.forEach(check::check);
    check.checkTurns(requests);
    Set<String> keys = new HashSet<>();
    requests.forEach(request -> keys.add(request.key()));
    changes.forEach(
        change ->
            results.check(
                Promise.ONE_CHANGE,
                keys.contains(change.request().key()),
                change + " has a key that no client used"));
  }

  private void check(SentRequest request) {
    Set<Long> ids = new HashSet<>();
    request.reported().stream().map(Reported::change).filter(Objects::nonNull).forEach(ids::add);
    Change written = byKey.get(request.key());
    if (ids.isEmpty() && request.reported().isEmpty()) {
      return;
    }
    boolean one =
        ids.isEmpty() ? written == null : ids.size() == 1 && isSame(request, ids.iterator().next());
    results.check(Promise.ONE_CHANGE, one, request + " became " + written);
    if (!ids.isEmpty()) {
      Change change = byId.get(ids.iterator().next());
      results.check(
          Promise.ENDED, change != null && change.isOver(), request + " is now " + change);
    }
    for (Reported reported : request.reported()) {
      checkReported(request, reported, written);
    }
  }

  private boolean isSame(SentRequest request, long id) {
    Change change = byId.get(id);
    if (change == null) {
      return true; // lost, which is another promise
    }
    SentRequest written = change.request();
    boolean same =
        written.key().equals(request.key())
            && written.order() == request.order()
            && Objects.equals(written.undoes(), request.undoes());
    return request.undoes() != null
        ? same
        : same
            && written.expected() == request.expected()
            && Objects.equals(written.to(), request.to())
            && Objects.equals(written.assignee(), request.assignee());
  }

  private void checkReported(SentRequest request, Reported reported, @Nullable Change written) {
    String state = reported.state();
    if (state != null && FINAL.contains(state)) {
      boolean is = written != null && written.state().equals(state);
      results.check(Promise.ANSWERED, is, reported + " of " + written);
    }
    if (reported.about() == About.WISH) {
      boolean known = Set.of(200, 202, 409, 412, 503).contains(reported.status());
      results.check(Promise.ANSWERED, known, reported + " of " + request);
    }
    boolean cancelled = written != null && written.state().equals("CANCELLED");
    if (reported.about() == About.CANCELLATION) {
      results.check(
          Promise.ANSWERED, cancelled == (reported.status() == 204), reported + " of " + written);
    }
    if (cancelled && reported.about() == About.WISH) {
      boolean asked = request.reported().stream().anyMatch(t -> t.about() == About.CANCELLATION);
      results.check(Promise.ANSWERED, asked, "no client has cancelled " + written);
    }
  }

  /** A request that was answered before another was sent has the lower id. */
  private void checkTurns(List<SentRequest> requests) {
    Map<Long, List<SentRequest>> byOrder = new HashMap<>();
    for (SentRequest request : requests) {
      if (request.change() != null) {
        byOrder.computeIfAbsent(request.order(), unused -> new ArrayList<>()).add(request);
      }
    }
    for (List<SentRequest> accepted : byOrder.values()) {
      accepted.sort(Comparator.comparingLong(RequestPromises::id).reversed());
      SentRequest earliest = null;
      for (SentRequest request : accepted) {
        results.check(
            Promise.IN_ORDER,
            earliest == null || request.sent() - earliest.answered() < 0,
            request + " was sent after the answer to " + earliest);
        earliest =
            earliest == null || request.answered() - earliest.answered() < 0 ? request : earliest;
      }
    }
  }

  private static long id(SentRequest accepted) {
    return Objects.requireNonNull(accepted.change());
  }
}
