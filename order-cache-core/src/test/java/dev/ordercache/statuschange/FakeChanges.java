package dev.ordercache.statuschange;

import dev.ordercache.OrderStatus;
import dev.ordercache.event.ChangeState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A minimal database for these tests: it stores changes and no orders, applies every change that is
 * not to be rejected, and runs a test's action before each step.
 */
final class FakeChanges implements StatusChangeInbox, StatusChangeWork, StatusChangeCompletion {

  private static final OrderStatus BEFORE = new OrderStatus("MANUFACTURING_APPROVED");

  private final Map<Long, JournalEntry> entries = new LinkedHashMap<>();
  private final Map<Long, Long> unpublished = new LinkedHashMap<>();
  private final Map<String, Runnable> before = new ConcurrentHashMap<>();
  private final Set<Long> compensable = ConcurrentHashMap.newKeySet();
  private final Map<Long, String> kept = new ConcurrentHashMap<>();
  private final Set<Long> superseded = ConcurrentHashMap.newKeySet();
  private final Set<String> rejectedKeys = ConcurrentHashMap.newKeySet();
  volatile int reportedPending = -1;
  volatile Set<String> reportedGreedy = Set.of();
  volatile boolean nothingIsDue;

  /** Runs an action before each call of a method; the call throws the action's exception. */
  void before(String method, Runnable action) {
    before.put(method, action);
  }

  /** Makes the database unavailable for calls of a method. */
  void fail(String method) {
    before(
        method,
        () -> {
          throw new StatusChangeException("away", new IOException("away"));
        });
  }

  /** Makes the database refuse every call of a method. */
  void refuse(String method) {
    before(
        method,
        () -> {
          throw new StatusChangeException("refused", new IOException("refused"), false);
        });
  }

  void repair(String method) {
    before.remove(method);
  }

  void reject(String key) {
    rejectedKeys.add(key);
  }

  void supersede(long change) {
    superseded.add(change);
  }

  private void step(String method) {
    before.getOrDefault(method, () -> {}).run();
  }

  @Override
  public Acceptance accept(Submission submission, Duration grace) {
    step("accept");
    return enter(submission);
  }

  private synchronized Acceptance.Accepted enter(Submission submission) {
    Optional<JournalEntry> earlier =
        entries.values().stream()
            .filter(e -> e.submission().idempotencyKey().equals(submission.idempotencyKey()))
            .findFirst();
    if (earlier.isPresent()) {
      return new Acceptance.Accepted(earlier.get(), true);
    }
    long id = entries.size() + 1L;
    JournalEntry entry =
        new JournalEntry(id, submission, ChangeState.PENDING, 0, null, null, Instant.EPOCH, null);
    entries.put(id, entry);
    return new Acceptance.Accepted(entry, false);
  }

  @Override
  public List<JournalEntry> settle(int orders) {
    step("settle");
    return settlePending();
  }

  private synchronized List<JournalEntry> settlePending() {
    if (nothingIsDue) {
      return List.of();
    }
    List<JournalEntry> pending =
        entries.values().stream().filter(e -> e.state() == ChangeState.PENDING).toList();
    List<JournalEntry> settled = new ArrayList<>();
    for (JournalEntry entry : pending) {
      settled.add(
          rejectedKeys.contains(entry.submission().idempotencyKey())
              ? put(entry, ChangeState.REJECTED, null)
              : put(entry, ChangeState.APPLIED, effect(entry, BEFORE, 0)));
    }
    return settled;
  }

  private static JournalEntry.Effect effect(JournalEntry entry, OrderStatus from, int more) {
    StatusChange change = entry.submission().change();
    OrderStatus to = from.equals(BEFORE) ? change.to() : BEFORE;
    long version = change.expectedVersion() + 1 + more;
    return new JournalEntry.Effect(from, "ada", to, version, "tx-" + version);
  }

  private JournalEntry put(
      JournalEntry entry, ChangeState state, JournalEntry.@Nullable Effect effect) {
    Refusal refusal = state == ChangeState.REJECTED ? new Refusal.UnknownOrder() : null;
    JournalEntry next =
        new JournalEntry(
            entry.id(),
            entry.submission(),
            state,
            0,
            effect,
            refusal,
            Instant.EPOCH,
            Instant.EPOCH);
    entries.put(entry.id(), next);
    unpublished.put(entry.id(), System.nanoTime());
    return next;
  }

  @Override
  public Acceptance apply(Submission submission, Recovery recovery) {
    step("apply");
    synchronized (this) {
      Acceptance.Accepted accepted = enter(submission);
      if (accepted.repeated()) {
        return accepted;
      }
      if (recovery == Recovery.COMPENSATE && !nothingIsDue) {
        compensable.add(accepted.entry().id());
      }
      settlePending();
      return new Acceptance.Accepted(entry(accepted.entry().id()), false);
    }
  }

  @Override
  public JournalEntry compensate(long change) {
    step("compensate");
    synchronized (this) {
      JournalEntry entry = entry(change);
      if (entry.state() != ChangeState.APPLIED || !compensable.contains(change)) {
        return entry;
      }
      return superseded.contains(change)
          ? put(entry, ChangeState.SUPERSEDED, entry.effect())
          : put(entry, ChangeState.COMPENSATED, effect(entry, entry.submission().change().to(), 1));
    }
  }

  @Override
  public JournalEntry keep(long change, @Nullable String why) {
    step("keep");
    synchronized (this) {
      JournalEntry entry = entry(change);
      if (entry.state() == ChangeState.APPLIED) {
        entries.put(change, why == null ? entry.finished() : entry);
        compensable.remove(change);
        kept.put(change, String.valueOf(why));
      }
      return entry(change);
    }
  }

  /** Why a change was kept, or "null" if its cache step was done; null if it was not kept. */
  @Nullable String kept(long change) {
    return kept.get(change);
  }

  @Override
  public boolean cancel(long change) {
    step("cancel");
    synchronized (this) {
      JournalEntry entry = entry(change);
      if (entry.state() != ChangeState.PENDING) {
        return false;
      }
      put(entry, ChangeState.CANCELLED, null);
      return true;
    }
  }

  @Override
  public Backlog backlog(int limit) {
    step("backlog");
    synchronized (this) {
      long pending =
          entries.values().stream().filter(e -> e.state() == ChangeState.PENDING).count();
      int shown = reportedPending >= 0 ? reportedPending : (int) Math.min(limit, pending);
      return new Backlog(
          shown, Duration.ZERO, Duration.ZERO, unpublished.size(), Duration.ZERO, reportedGreedy);
    }
  }

  @Override
  public List<JournalEntry> findAll(Set<Long> ids) {
    step("findAll");
    synchronized (this) {
      return entries.values().stream().filter(e -> ids.contains(e.id())).toList();
    }
  }

  /** The entry of a change, without a step. */
  synchronized JournalEntry entry(long change) {
    JournalEntry entry = entries.get(change);
    if (entry == null) {
      throw new AssertionError("there is no change " + change);
    }
    return entry;
  }

  @Override
  public List<JournalEntry> unfinished(Duration since, int limit) {
    step("unfinished");
    synchronized (this) {
      long nanos = since.toNanos();
      long latest = System.nanoTime() - nanos;
      return unpublished.entrySet().stream()
          .filter(e -> e.getValue() <= latest - (mayBeCompensated(e.getKey()) ? 9 : 0) * nanos)
          .limit(limit)
          .map(e -> entry(e.getKey()))
          .toList();
    }
  }

  private boolean mayBeCompensated(long change) {
    return compensable.contains(change) && entry(change).state() == ChangeState.APPLIED;
  }

  @Override
  public Set<Long> finish(Collection<JournalEntry> seen) {
    step("finish");
    synchronized (this) {
      Set<Long> finished =
          seen.stream()
              .filter(e -> entry(e.id()).state() == e.state() && unpublished.containsKey(e.id()))
              .map(JournalEntry::id)
              .collect(Collectors.toSet());
      unpublished.keySet().removeAll(finished);
      finished.forEach(id -> entries.put(id, entry(id).finished()));
      return finished;
    }
  }

  @Override
  public int tidy(Duration age, int limit) {
    step("tidy");
    return 0;
  }
}
