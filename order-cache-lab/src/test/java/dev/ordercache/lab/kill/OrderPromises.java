package dev.ordercache.lab.kill;

import dev.ordercache.OrderStatus;
import dev.ordercache.Workflow;
import dev.ordercache.Workflow.Transition;
import dev.ordercache.lab.ClaimResults;
import dev.ordercache.lab.kill.Recorded.Change;
import dev.ordercache.lab.kill.Recorded.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares the rows of the changes of one order with its versions: no other writer changes it, so
 * its versions are those that the changes made, one after the other in the order of their ids, and
 * those that sagas made when they took changes back.
 */
final class OrderPromises {

  private static final Workflow WORKFLOW = Workflow.defaults();

  private final ClaimResults<Promise> results;
  private final List<Version> versions;
  private final List<Change> changes;
  private final long first;

  /** The first version is the one before the changes. */
  private OrderPromises(
      ClaimResults<Promise> results, List<Version> versions, List<Change> changes) {
    this.results = results;
    this.versions = versions;
    this.changes = changes.stream().sorted(Comparator.comparingLong(Change::id)).toList();
    this.first = versions.get(0).version();
  }

  /** Checks all orders. */
  static void check(Recorded recorded, ClaimResults<Promise> results) {
    Map<Long, List<Version>> versions = new HashMap<>();
    recorded.before().forEach(v -> versions.put(v.order(), new ArrayList<>(List.of(v))));
    recorded.made().forEach(v -> list(versions, v.order()).add(v));
    Map<Long, List<Change>> changes = new HashMap<>();
    recorded.changes().forEach(c -> list(changes, c.request().order()).add(c));
    versions.forEach(
        (order, all) ->
            new OrderPromises(results, all, changes.getOrDefault(order, List.of())).check());
  }

  private static <T> List<T> list(Map<Long, List<T>> lists, long order) {
    return lists.computeIfAbsent(order, unused -> new ArrayList<>());
  }

  private void check() {
    Map<Long, List<Change>> makers = new HashMap<>();
    for (Change change : changes) {
      if (change.isMade()) {
        list(makers, change.madeVersion()).add(change);
      }
      if (change.isTakenBack()) {
        list(makers, change.madeVersion() + 1).add(change);
      }
    }
    for (int i = 1; i < versions.size(); i++) {
      Version version = versions.get(i);
      List<Change> own = makers.getOrDefault(version.version(), List.of());
      results.check(
          Promise.MADE,
          version.version() == first + i && own.size() == 1,
          version + " is number " + (first + i) + ", made by " + own);
    }
    long last = 0;
    for (Change change : changes) {
      if (change.isMade()) {
        results.check(Promise.EFFECT, isAsWritten(change), change + " of " + versions);
        results.check(
            Promise.IN_ORDER, change.madeVersion() > last, change + " came after version " + last);
        last = Math.max(last, change.madeVersion());
      } else {
        boolean nothing = change.version() == null && change.before() == null;
        results.check(Promise.EFFECT, nothing, change + " was not made");
      }
      if (change.state().equals("REJECTED")) {
        results.check(Promise.REFUSED, hasReason(change), change + " of " + versions);
      }
    }
  }

  private boolean isAsWritten(Change change) {
    Version before = version(change.madeVersion() - 1);
    Version made = version(change.madeVersion());
    if (before == null || made == null || before.version() != change.request().expected()) {
      return false;
    }
    Optional<Transition> way = way(change.request(), before);
    boolean applied =
        way.isPresent()
            && made.status().equals(change.request().to())
            && Objects.equals(made.assignee(), assignee(change, way.get(), before));
    return applied
        && (change.isTakenBack() ? isGivenBack(change, before) : isReported(change, before));
  }

  private boolean isReported(Change change, Version before) {
    Version made = Objects.requireNonNull(version(change.madeVersion()));
    return made.transaction().equals(change.transaction())
        && made.status().equals(change.after())
        && before.status().equals(change.before())
        && Objects.equals(before.assignee(), change.assigneeBefore());
  }

  private boolean isGivenBack(Change change, Version before) {
    Version back = version(change.madeVersion() + 1);
    return back != null
        && back.transaction().equals(change.transaction())
        && back.status().equals(before.status())
        && Objects.equals(back.assignee(), before.assignee())
        && before.status().equals(change.after())
        && Objects.equals(before.assignee(), change.assigneeBefore())
        && Objects.equals(change.request().to(), change.before());
  }

  /**
   * Whether the order did not allow the change at some moment of its turn: after the changes before
   * it, and before those after it. Without sagas that is one version.
   */
  private boolean hasReason(Change change) {
    long from = first;
    long to = first + versions.size() - 1;
    for (Change other : changes) {
      if (other.isMade() && other.id() < change.id()) {
        from = Math.max(from, other.madeVersion());
      } else if (other.isMade() && other.id() > change.id()) {
        to = Math.min(to, other.madeVersion() - 1);
      }
    }
    for (long number = from; number <= to; number++) {
      Version version = version(number);
      if (version == null
          || number != change.request().expected()
          || way(change.request(), version).isEmpty()) {
        return true;
      }
    }
    return from > to; // reported as a change that was not made in its turn
  }

  private @Nullable Version version(long number) {
    long index = number - first;
    return index >= 0 && index < versions.size() ? versions.get((int) index) : null;
  }

  private static Optional<Transition> way(SentRequest request, Version version) {
    OrderStatus present = new OrderStatus(version.status());
    OrderStatus wanted = new OrderStatus(Objects.requireNonNull(request.to()));
    return WORKFLOW.transitions().stream()
        .filter(
            way ->
                request.undoes() == null
                    ? way.from().equals(present) && way.to().equals(wanted)
                    : way.undoable() && way.from().equals(wanted) && way.to().equals(present))
        .findFirst();
  }

  private static @Nullable String assignee(Change change, Transition way, Version before) {
    String wanted = change.request().assignee();
    if (change.request().undoes() != null) {
      return wanted;
    }
    return switch (way.assignment()) {
      case TAKE -> wanted == null ? change.principal() : wanted;
      case RELEASE -> null;
      case KEEP -> wanted == null ? before.assignee() : wanted;
    };
  }
}
