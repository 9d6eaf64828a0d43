package dev.ordercache.memory;

import dev.ordercache.cache.OrderChange;
import dev.ordercache.relay.ChangeBatch;
import dev.ordercache.relay.ChangeLog;
import dev.ordercache.relay.LogBacklog;
import dev.ordercache.relay.Progress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The change log of {@link InMemoryOrders}: a list of rows, and a counter of terms. Safe for use by
 * many threads.
 */
public class InMemoryChangeLog implements ChangeLog {

  /** One row; without a change, it means that everything changed. */
  record Row(@Nullable OrderChange change, Instant loggedAt) {}

  private final String origin = "memory-" + UUID.randomUUID();
  private final NavigableMap<Long, Row> rows = new TreeMap<>();
  private final InstantSource clock;
  private long lastPosition;
  private long term;
  private boolean led;
  private Progress acknowledged = new Progress(0, 0);

  /** An empty log with the system's clock. */
  public InMemoryChangeLog() {
    this(InstantSource.system());
  }

  /** An empty log with this clock. */
  public InMemoryChangeLog(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public synchronized Optional<Leadership> lead() {
    if (led) {
      return Optional.empty();
    }
    led = true;
    term++;
    return Optional.of(new InMemoryLeadership(new Term(term, origin, acknowledged)));
  }

  @Override
  public synchronized LogBacklog backlog(int limit) {
    return rows.values().stream()
        .map(Row::loggedAt)
        .min(Instant::compareTo)
        .map(first -> Duration.between(first, clock.instant()))
        .map(oldest -> new LogBacklog(Math.min(limit, rows.size()), oldest))
        .orElse(LogBacklog.NONE);
  }

  /** Ends the current term without notifying its leader. */
  public synchronized void depose() {
    led = false;
    term++;
  }

  /** How many rows are not acknowledged. */
  public synchronized int size() {
    return rows.size();
  }

  /** Reserves a position for a row that becomes visible later. */
  synchronized long reserve() {
    return ++lastPosition;
  }

  synchronized void write(long position, @Nullable OrderChange change) {
    write(position, change, clock.instant());
  }

  synchronized void write(long position, @Nullable OrderChange change, Instant loggedAt) {
    rows.put(position, new Row(change, loggedAt));
  }

  /** The rows that a poll may see. */
  NavigableMap<Long, Row> visible(NavigableMap<Long, Row> all) {
    return all;
  }

  /** Whether a leader of this term may still act. */
  boolean isCurrent(long number) {
    return led && number == term;
  }

  private synchronized ChangeBatch poll(long number, int limit) {
    requireCurrent(number);
    NavigableMap<Long, Row> visible = visible(rows);
    List<Long> positions = new ArrayList<>();
    List<OrderChange> changes = new ArrayList<>();
    List<Instant> loggedAt = new ArrayList<>();
    boolean everything = false;
    boolean complete = visible.size() <= limit;
    for (Map.Entry<Long, Row> row : visible.entrySet()) {
      if (positions.size() == limit) {
        break;
      }
      positions.add(row.getKey());
      OrderChange change = row.getValue().change();
      if (change == null) {
        everything = true;
      } else {
        changes.add(change);
        loggedAt.add(row.getValue().loggedAt());
      }
    }
    return new ChangeBatch(positions, changes, loggedAt, clock.instant(), everything, complete);
  }

  private synchronized void acknowledge(long number, ChangeBatch batch, long seq) {
    requireCurrent(number);
    batch.positions().forEach(rows::remove);
    acknowledged = new Progress(number, seq);
  }

  private synchronized void resign(long number) {
    if (number == term) {
      led = false;
    }
  }

  private void requireCurrent(long number) {
    if (!isCurrent(number)) {
      throw new LeadershipLostException(number);
    }
  }

  private final class InMemoryLeadership implements Leadership {

    private final Term given;

    InMemoryLeadership(Term given) {
      this.given = given;
    }

    @Override
    public Term term() {
      return given;
    }

    @Override
    public boolean hasUnread() {
      synchronized (InMemoryChangeLog.this) {
        return !visible(rows).isEmpty();
      }
    }

    @Override
    public ChangeBatch poll(int limit) {
      return InMemoryChangeLog.this.poll(given.number(), limit);
    }

    @Override
    public void acknowledge(ChangeBatch batch, long seq) {
      InMemoryChangeLog.this.acknowledge(given.number(), batch, seq);
    }

    @Override
    public void close() {
      resign(given.number());
    }
  }
}
