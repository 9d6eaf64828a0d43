package dev.ordercache.app.http;

import dev.ordercache.Order;
import dev.ordercache.OrderStatus;
import dev.ordercache.Workflow;
import dev.ordercache.invalidation.OrderChange;
import dev.ordercache.statuschange.Acceptance;
import dev.ordercache.statuschange.ChangeState;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.Refusal;
import dev.ordercache.statuschange.SagaStore;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.StatusChangeJournal;
import dev.ordercache.statuschange.StatusChangeQueue;
import dev.ordercache.statuschange.StatusChangeStore;
import dev.ordercache.statuschange.StatusChangeStore.StatusChangeException;
import dev.ordercache.statuschange.Submission;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Status changes in the fixture's database, as long as it is not switched off. */
final class InMemoryChanges implements StatusChangeQueue, StatusChangeJournal, SagaStore {

  private static final Workflow WORKFLOW = Workflow.defaults();

  private final HttpFixture http;
  private final Map<Long, JournalEntry> entries = new TreeMap<>();
  private final Set<Long> untold = new HashSet<>();

  InMemoryChanges(HttpFixture http) {
    this.http = http;
  }

  private void requireUp() {
    if (http.databaseIsDown) {
      throw new StatusChangeException("switched off", new IOException());
    }
  }

  @Override
  public synchronized Acceptance accept(Submission submission, Duration grace) {
    requireUp();
    Optional<JournalEntry> earlier =
        entries.values().stream()
            .filter(e -> e.submission().principal().equals(submission.principal()))
            .filter(e -> e.submission().idempotencyKey().equals(submission.idempotencyKey()))
            .findFirst();
    if (earlier.isPresent()) {
      return earlier.get().submission().equals(submission)
          ? new Acceptance.Accepted(earlier.get(), true)
          : new Acceptance.KeyReused(earlier.get().id());
    }
    Order order = http.database.find(submission.order()).value().orElse(null);
    if (order == null
        || order.version() > submission.change().expectedVersion()
        || !sources(submission).contains(order.status())) {
      return new Acceptance.Refused(refusal(order, submission));
    }
    return new Acceptance.Accepted(
        put(entries.size() + 1L, submission, ChangeState.PENDING, null, null), false);
  }

  private static Set<OrderStatus> sources(Submission submission) {
    OrderStatus to = submission.change().to();
    return submission.undoes() == null ? WORKFLOW.sources(to) : WORKFLOW.undoSources(to);
  }

  private static Refusal refusal(@Nullable Order order, Submission submission) {
    StatusChange change = submission.change();
    if (order == null) {
      return new Refusal.UnknownOrder();
    }
    if (order.version() <= change.expectedVersion()) {
      return new Refusal.NotAllowed(order.status());
    }
    String assignee = order.assignee();
    return assignee != null
            && order.status().equals(change.to())
            && !assignee.equals(change.assignee())
        ? new Refusal.Taken(assignee, order.updatedAt())
        : new Refusal.StaleVersion(order.status(), order.version());
  }

  private JournalEntry put(
      long id,
      Submission submission,
      ChangeState state,
      JournalEntry.@Nullable Effect effect,
      @Nullable Refusal refusal) {
    Instant now = http.clock.instant();
    JournalEntry entry =
        new JournalEntry(
            id,
            submission,
            state,
            0,
            effect,
            refusal,
            now,
            state == ChangeState.PENDING ? null : now);
    entries.put(id, entry);
    if (state != ChangeState.PENDING) {
      untold.add(id);
    }
    return entry;
  }

  @Override
  public synchronized List<JournalEntry> settle(int orders) {
    requireUp();
    List<JournalEntry> settled = new ArrayList<>();
    if (!http.changesAreHeld) {
      List<JournalEntry> all = List.copyOf(entries.values());
      all.stream()
          .filter(entry -> entry.state() == ChangeState.PENDING)
          .forEach(entry -> settled.add(settle(entry)));
    }
    return settled;
  }

  private JournalEntry settle(JournalEntry entry) {
    Submission submission = entry.submission();
    Order before = http.database.find(submission.order()).value().orElse(null);
    StatusChangeStore.Outcome outcome =
        http.database.apply(submission.change(), sources(submission));
    if (before == null || !(outcome instanceof StatusChangeStore.Outcome.Applied applied)) {
      Refusal refusal = refusal(before, submission);
      return put(entry.id(), submission, ChangeState.REJECTED, null, refusal);
    }
    return put(entry.id(), submission, ChangeState.APPLIED, effect(before, applied.change()), null);
  }

  private static JournalEntry.Effect effect(Order before, OrderChange change) {
    OrderStatus after = change.after();
    return new JournalEntry.Effect(
        before.status(),
        before.assignee(),
        after == null ? before.status() : after,
        change.version(),
        change.transaction());
  }

  @Override
  public synchronized Acceptance apply(Submission submission) {
    Acceptance acceptance = accept(submission, Duration.ZERO);
    if (!(acceptance instanceof Acceptance.Accepted accepted) || accepted.repeated()) {
      return acceptance;
    }
    settle(1);
    return new Acceptance.Accepted(
        entries.getOrDefault(accepted.entry().id(), accepted.entry()), false);
  }

  @Override
  public synchronized JournalEntry compensate(long change) {
    requireUp();
    JournalEntry entry = findAll(Set.of(change)).get(0);
    JournalEntry.Effect effect = entry.effect();
    if (effect == null || entry.state() != ChangeState.APPLIED) {
      return entry;
    }
    Submission submission = entry.submission();
    Order order = http.database.find(submission.order()).value().orElseThrow();
    StatusChange back =
        new StatusChange(
            submission.order(), effect.version(), effect.before(), effect.assigneeBefore());
    return http.database.apply(back, Set.of(effect.after()))
            instanceof StatusChangeStore.Outcome.Applied applied
        ? put(change, submission, ChangeState.COMPENSATED, effect(order, applied.change()), null)
        : put(change, submission, ChangeState.SUPERSEDED, effect, null);
  }

  @Override
  public synchronized boolean cancel(long change) {
    requireUp();
    JournalEntry entry = entries.get(change);
    if (entry == null || entry.state() != ChangeState.PENDING) {
      return false;
    }
    put(change, entry.submission(), ChangeState.CANCELLED, null, null);
    return true;
  }

  @Override
  public synchronized int pending(int most) {
    return (int)
        entries.values().stream().filter(e -> e.state() == ChangeState.PENDING).limit(most).count();
  }

  @Override
  public synchronized List<JournalEntry> findAll(Set<Long> ids) {
    requireUp();
    return entries.values().stream().filter(e -> ids.contains(e.id())).toList();
  }

  @Override
  public synchronized List<JournalEntry> unfinished(Duration since, int atMost) {
    requireUp();
    return findAll(untold).stream().limit(atMost).toList();
  }

  @Override
  public synchronized Set<Long> finish(Collection<JournalEntry> seen) {
    requireUp();
    Set<Long> finished =
        seen.stream()
            .filter(e -> untold.contains(e.id()) && e.equals(entries.get(e.id())))
            .map(JournalEntry::id)
            .collect(Collectors.toSet());
    untold.removeAll(finished);
    for (JournalEntry entry : findAll(finished)) {
      if (entry.state() == ChangeState.APPLIED) {
        put(entry.id(), entry.submission(), ChangeState.DONE, entry.effect(), null);
        untold.remove(entry.id());
      }
    }
    return finished;
  }

  @Override
  public int tidy(Duration age, int atMost) {
    return 0;
  }
}
