package dev.ordercache.memory;

import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.event.ChangeState;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.statuschange.Acceptance;
import dev.ordercache.statuschange.Backlog;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.JournalEntry.Effect;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.Recovery;
import dev.ordercache.statuschange.Refusal;
import dev.ordercache.statuschange.StatusChangeCompletion;
import dev.ordercache.statuschange.StatusChangeException;
import dev.ordercache.statuschange.StatusChangeInbox;
import dev.ordercache.statuschange.StatusChangeWork;
import dev.ordercache.statuschange.Submission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The status changes of {@link InMemoryOrders}. One lock stands for the message groups of all
 * orders. Safe for use by many threads.
 */
public class InMemoryStatusChanges extends InMemoryChangeRows
    implements StatusChangeInbox, StatusChangeWork, StatusChangeCompletion {

  private final InMemoryOrders orders;
  private final QueueSettings settings;
  private final InMemoryRules rules;
  private final Set<Long> compensable = new HashSet<>();
  private long lastId;

  /** No changes, with the default plan. */
  public InMemoryStatusChanges(InMemoryOrders orders, QueueSettings settings) {
    this(orders, CachePlan.defaults(), settings);
  }

  /** No changes, with the workflow of this plan. */
  public InMemoryStatusChanges(InMemoryOrders orders, CachePlan plan, QueueSettings settings) {
    super(orders.clock(), settings.archive());
    this.orders = orders;
    this.settings = settings;
    this.rules = new InMemoryRules(plan.workflow());
  }

  @Override
  public synchronized Acceptance accept(Submission submission, Duration grace) {
    Optional<JournalEntry> earlier = earlier(submission);
    if (earlier.isPresent()) {
      return earlier.get().submission().equals(submission)
          ? new Acceptance.Accepted(earlier.get(), true)
          : new Acceptance.KeyReused(earlier.get().id());
    }
    Order order = current(submission.order());
    boolean anticipated = order != null && order.version() < submission.change().expectedVersion();
    Refusal refusal = rules.refusal(order, submission, this::since);
    if (refusal != null && !anticipated) {
      return new Acceptance.Refused(refusal);
    }
    JournalEntry entry =
        new JournalEntry(++lastId, submission, ChangeState.PENDING, 0, null, null, now(), null);
    write(new InMemoryChangeRow(entry, now().plus(grace), false));
    return new Acceptance.Accepted(entry, false);
  }

  @Override
  public synchronized List<JournalEntry> settle(int limit) {
    List<JournalEntry> settled = new ArrayList<>();
    heads()
        .filter(row -> isDue(row) && !isLocked(row.order()))
        .sorted(Comparator.comparing(InMemoryChangeRow::availableAt))
        .limit(limit)
        .toList()
        .forEach(row -> settled.addAll(settleAll(row.order())));
    return settled;
  }

  @Override
  public synchronized Backlog backlog(int limit) {
    return new Backlog(
        (int) pendingRows().limit(limit).count(),
        longest(pendingRows().map(row -> row.entry().acceptedAt())),
        longest(heads().map(InMemoryChangeRow::availableAt)),
        unfinished(Duration.ZERO, limit).size(),
        longest(unfinished(Duration.ZERO, 1).stream().map(JournalEntry::endedAt)),
        greedy(limit));
  }

  Set<String> greedy(int limit) {
    Map<String, Long> pending =
        pendingRows()
            .limit(limit)
            .collect(
                Collectors.groupingBy(
                    row -> row.entry().submission().principal(), Collectors.counting()));
    return pending.keySet().stream()
        .filter(principal -> pending.getOrDefault(principal, 0L) >= Math.max(1, limit / 10))
        .collect(Collectors.toSet());
  }

  /** How long ago the earliest of these times was; zero if it is in the future. */
  private Duration longest(Stream<@Nullable Instant> times) {
    return times
        .flatMap(Stream::ofNullable)
        .map(time -> Duration.between(time, now()))
        .filter(Predicate.not(Duration::isNegative))
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  @Override
  public synchronized boolean cancel(long change) {
    Optional<InMemoryChangeRow> pending =
        pendingRows().filter(row -> row.id() == change).findFirst();
    pending.ifPresent(row -> end(row, ChangeState.CANCELLED, null, null));
    return pending.isPresent();
  }

  @Override
  public synchronized Acceptance apply(Submission submission, Recovery recovery) {
    Acceptance acceptance = accept(submission, Duration.ZERO);
    if (!(acceptance instanceof Acceptance.Accepted accepted) || accepted.repeated()) {
      return acceptance;
    }
    long id = accepted.entry().id();
    if (!isLocked(submission.order()) && heads().anyMatch(row(id)::equals)) {
      settle(row(id));
      if (recovery == Recovery.COMPENSATE && row(id).state() == ChangeState.APPLIED) {
        compensable.add(id);
      }
    }
    return new Acceptance.Accepted(row(id).entry(), false);
  }

  @Override
  public synchronized JournalEntry keep(long change, @Nullable String why) {
    InMemoryChangeRow row = row(change);
    if (row.state() != ChangeState.APPLIED) {
      return row.entry();
    }
    compensable.remove(change);
    return why == null ? write(row.kept()) : row.entry();
  }

  @Override
  public synchronized List<JournalEntry> unfinished(Duration since, int limit) {
    Set<Long> late =
        super.unfinished(since.multipliedBy(10), Integer.MAX_VALUE).stream()
            .map(JournalEntry::id)
            .collect(Collectors.toSet());
    return super.unfinished(since, Integer.MAX_VALUE).stream()
        .filter(entry -> !isCompensable(entry) || late.contains(entry.id()))
        .sorted(Comparator.comparing(entry -> !isCompensable(entry)))
        .limit(limit)
        .toList();
  }

  private boolean isCompensable(JournalEntry entry) {
    return entry.state() == ChangeState.APPLIED && isCompensable(entry.id());
  }

  /** Whether a change may be compensated. */
  boolean isCompensable(long change) {
    return compensable.contains(change);
  }

  @Override
  public synchronized JournalEntry compensate(long change) {
    InMemoryChangeRow row = row(change);
    Effect effect = row.entry().effect();
    if (row.state() != ChangeState.APPLIED || effect == null || !isCompensable(change)) {
      return row.entry();
    }
    Order order = current(row.order());
    if (order == null || !isUnchangedSince(order.version(), effect.version())) {
      return end(row, ChangeState.SUPERSEDED, effect, null);
    }
    try {
      OrderChange made = orders.change(order, effect.before(), effect.assigneeBefore());
      return end(row, ChangeState.COMPENSATED, effect(made, effect.assigneeBefore()), null);
    } catch (IllegalStateException e) {
      throw new StatusChangeException("not compensated", e);
    }
  }

  /** The changes that may be applied next: the oldest of each order. */
  Stream<InMemoryChangeRow> heads() {
    Set<OrderId> seen = new HashSet<>();
    return pendingRows().filter(row -> seen.add(row.order()));
  }

  /** Whether another transaction has locked an order. */
  boolean isLocked(OrderId id) {
    return orders.isLocked(id);
  }

  /** Whether it is time to apply a change. */
  boolean isDue(InMemoryChangeRow row) {
    return !row.availableAt().isAfter(now());
  }

  /** Whether an order is unchanged since a change made that version. */
  boolean isUnchangedSince(long version, long madeVersion) {
    return version == madeVersion;
  }

  /** The current order, or null if there is none. */
  @Nullable Order current(OrderId id) {
    return orders.find(id).value().orElse(null);
  }

  private List<JournalEntry> settleAll(OrderId order) {
    List<JournalEntry> settled = new ArrayList<>();
    Optional<InMemoryChangeRow> due = due(order);
    while (due.isPresent()) {
      JournalEntry entry = settle(due.get());
      if (entry.state() != ChangeState.PENDING) {
        settled.add(entry);
      }
      due = due(order);
    }
    return settled;
  }

  private Optional<InMemoryChangeRow> due(OrderId order) {
    return heads().filter(row -> row.order().equals(order)).filter(this::isDue).findFirst();
  }

  /** The submission of a change that is applied. */
  Submission submission(InMemoryChangeRow row) {
    return row.entry().submission();
  }

  private JournalEntry settle(InMemoryChangeRow row) {
    Submission submission = submission(row);
    Order order = current(submission.order());
    Refusal refusal = rules.refusal(order, submission, this::since);
    if (order == null || refusal != null) {
      return end(row, ChangeState.REJECTED, null, refusal);
    }
    try {
      OrderChange made =
          orders.change(order, submission.change().to(), rules.assignee(order, submission));
      return end(row, ChangeState.APPLIED, effect(made, order.assignee()), null);
    } catch (IllegalStateException e) {
      return fail(row, e);
    }
  }

  /** Counts a failed attempt; after the last one, the change has failed. */
  JournalEntry fail(InMemoryChangeRow row, IllegalStateException failure) {
    Duration pause = settings.pause().multipliedBy(1L << row.entry().attempts());
    InMemoryChangeRow failed = row.failed(now().plus(pause));
    return failed.entry().attempts() < settings.attempts()
        ? write(failed)
        : end(failed, ChangeState.FAILED, null, new Refusal.Failure(failure.getMessage()));
  }

  private JournalEntry end(
      InMemoryChangeRow row,
      ChangeState state,
      @Nullable Effect effect,
      @Nullable Refusal refusal) {
    return write(row.ended(state, effect, refusal, now()));
  }

  /** The journal's record of an order's change. */
  Effect effect(OrderChange made, @Nullable String assigneeBefore) {
    return new Effect(
        Objects.requireNonNull(made.before()),
        assigneeBefore,
        Objects.requireNonNull(made.after()),
        made.version(),
        made.transaction());
  }
}
