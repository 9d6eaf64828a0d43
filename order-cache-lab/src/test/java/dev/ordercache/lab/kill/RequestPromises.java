package dev.ordercache.lab.kill;

import dev.ordercache.lab.Findings;
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

  private final Findings<Promise> findings;
  private final Map<String, Change> byKey = new HashMap<>();
  private final Map<Long, Change> byId = new HashMap<>();

  private RequestPromises(List<Change> changes, Findings<Promise> findings) {
    this.findings = findings;
    for (Change change : changes) {
      byKey.put(change.wish().key(), change);
      byId.put(change.id(), change);
    }
  }

  /** Checks all requests, and that no change exists without a request. */
  static void check(List<SentRequest> wishes, List<Change> changes, Findings<Promise> findings) {
    RequestPromises check = new RequestPromises(changes, findings);
    wishes.forEach(check::check);
    check.checkTurns(wishes);
    Set<String> keys = new HashSet<>();
    wishes.forEach(wish -> keys.add(wish.key()));
    changes.forEach(
        change ->
            findings.check(
                Promise.ONE_CHANGE,
                keys.contains(change.wish().key()),
                change + " has a key that no client used"));
  }

  private void check(SentRequest wish) {
    Set<Long> ids = new HashSet<>();
    wish.told().stream().map(Reported::change).filter(Objects::nonNull).forEach(ids::add);
    Change written = byKey.get(wish.key());
    if (ids.isEmpty() && wish.told().isEmpty()) {
      return;
    }
    boolean one =
        ids.isEmpty() ? written == null : ids.size() == 1 && isSame(wish, ids.iterator().next());
    findings.check(Promise.ONE_CHANGE, one, wish + " became " + written);
    if (!ids.isEmpty()) {
      Change change = byId.get(ids.iterator().next());
      findings.check(Promise.ENDED, change != null && change.isOver(), wish + " is now " + change);
    }
    for (Reported told : wish.told()) {
      checkTold(wish, told, written);
    }
  }

  private boolean isSame(SentRequest wish, long id) {
    Change change = byId.get(id);
    if (change == null) {
      return true; // lost, which is another promise
    }
    SentRequest written = change.wish();
    boolean same =
        written.key().equals(wish.key())
            && written.order() == wish.order()
            && Objects.equals(written.undoes(), wish.undoes());
    return wish.undoes() != null
        ? same
        : same
            && written.expected() == wish.expected()
            && Objects.equals(written.to(), wish.to())
            && Objects.equals(written.assignee(), wish.assignee());
  }

  private void checkTold(SentRequest wish, Reported told, @Nullable Change written) {
    String state = told.state();
    if (state != null && FINAL.contains(state)) {
      boolean is = written != null && written.state().equals(state);
      findings.check(Promise.TOLD, is, told + " of " + written);
    }
    if (told.about() == About.WISH) {
      boolean known = Set.of(200, 202, 409, 412, 503).contains(told.status());
      findings.check(Promise.TOLD, known, told + " of " + wish);
    }
    boolean cancelled = written != null && written.state().equals("CANCELLED");
    if (told.about() == About.CANCELLATION) {
      findings.check(Promise.TOLD, cancelled == (told.status() == 204), told + " of " + written);
    }
    if (cancelled && told.about() == About.WISH) {
      boolean asked = wish.told().stream().anyMatch(t -> t.about() == About.CANCELLATION);
      findings.check(Promise.TOLD, asked, "no client has cancelled " + written);
    }
  }

  /** A request that was answered before another was sent has the lower id. */
  private void checkTurns(List<SentRequest> wishes) {
    Map<Long, List<SentRequest>> byOrder = new HashMap<>();
    for (SentRequest wish : wishes) {
      if (wish.change() != null) {
        byOrder.computeIfAbsent(wish.order(), unused -> new ArrayList<>()).add(wish);
      }
    }
    for (List<SentRequest> accepted : byOrder.values()) {
      accepted.sort(Comparator.comparingLong(RequestPromises::id).reversed());
      SentRequest earliest = null;
      for (SentRequest wish : accepted) {
        findings.check(
            Promise.IN_ORDER,
            earliest == null || wish.sent() - earliest.answered() < 0,
            wish + " was sent after the answer to " + earliest);
        earliest = earliest == null || wish.answered() - earliest.answered() < 0 ? wish : earliest;
      }
    }
  }

  private static long id(SentRequest accepted) {
    return Objects.requireNonNull(accepted.change());
  }
}
