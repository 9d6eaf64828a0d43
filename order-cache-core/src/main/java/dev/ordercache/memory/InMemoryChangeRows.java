package dev.ordercache.memory;

import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.JournalEntry.Effect;
import dev.ordercache.statuschange.Submission;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rows of {@link InMemoryStatusChanges}. */
class InMemoryChangeRows {

  private final NavigableMap<Long, InMemoryChangeRow> rows = new TreeMap<>();
  private final Set<Long> archive = new HashSet<>();
  private final InstantSource clock;
  private final boolean archives;

  InMemoryChangeRows(InstantSource clock, boolean archives) {
    this.clock = clock;
    this.archives = archives;
  }

  /** The ids of the archived changes. */
  public synchronized Set<Long> archived() {
    return Set.copyOf(archive);
  }

  public synchronized List<JournalEntry> findAll(Set<Long> ids) {
    return entries(row -> ids.contains(row.id())).toList();
  }

  public synchronized List<JournalEntry> unfinished(Duration since, int limit) {
    Instant latest = now().minus(since);
    return entries(row -> !row.isFinished() && row.endedBy(latest)).limit(limit).toList();
  }

  public synchronized Set<Long> finish(Collection<JournalEntry> entries) {
    return entries.stream().filter(this::finish).map(JournalEntry::id).collect(Collectors.toSet());
  }

  public synchronized int tidy(Duration age, int limit) {
    Instant latest = now().minus(age);
    List<Long> old =
        entries(row -> row.isFinished() && row.endedBy(latest))
            .limit(limit)
            .map(JournalEntry::id)
            .toList();
    old.forEach(rows::remove);
    if (archives) {
      archive.addAll(old);
    }
    return old.size();
  }

  /** The change for which a principal has used a key. */
  Optional<JournalEntry> earlier(Submission submission) {
    return entries(row -> isSameKey(row.entry().submission(), submission)).findFirst();
  }

  /** Whether two submissions have the same principal and idempotency key. */
  boolean isSameKey(Submission one, Submission other) {
    return one.principal().equals(other.principal())
        && one.idempotencyKey().equals(other.idempotencyKey());
  }

  /** Whether an entry is still in the state that was published, and not marked as finished. */
  boolean isAsPublished(InMemoryChangeRow row, JournalEntry published) {
    return row.state() == published.state() && !row.isFinished();
  }

  Stream<InMemoryChangeRow> pendingRows() {
    return List.copyOf(rows.values()).stream().filter(InMemoryChangeRow::isPending);
  }

  InMemoryChangeRow row(long id) {
    return Objects.requireNonNull(rows.get(id), () -> "there is no change " + id);
  }

  JournalEntry write(InMemoryChangeRow row) {
    rows.put(row.id(), row);
    return row.entry();
  }

  /** Since when an order has its assignee. */
  Instant since(Order order) {
    return rows.descendingMap().values().stream()
        .map(InMemoryChangeRow::entry)
        .filter(entry -> hasChangedStatus(entry, order.id()))
        .findFirst()
        .filter(entry -> hasGiven(entry, order))
        .map(JournalEntry::endedAt)
        .orElse(order.updatedAt());
  }

  Instant now() {
    return clock.instant();
  }

  private static boolean hasChangedStatus(JournalEntry entry, OrderId order) {
    Effect effect = entry.effect();
    return effect != null
        && entry.submission().order().equals(order)
        && !effect.after().equals(effect.before());
  }

  private static boolean hasGiven(JournalEntry entry, Order order) {
    Effect effect = entry.effect();
    return effect != null
        && effect.after().equals(order.status())
        && InMemoryRules.taker(entry.submission()).equals(order.assignee());
  }

  private boolean finish(JournalEntry published) {
    InMemoryChangeRow row = rows.get(published.id());
    if (row == null || !isAsPublished(row, published)) {
      return false;
    }
    write(row.finished());
    return true;
  }

  private Stream<JournalEntry> entries(Predicate<InMemoryChangeRow> wanted) {
    return rows.values().stream().filter(wanted).map(InMemoryChangeRow::entry);
  }
}
