package dev.ordercache.statuschange;

import dev.ordercache.OverloadException;
import dev.ordercache.background.BackgroundLoop;
import dev.ordercache.background.FailureLog;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Delivers the outcome of a change to the callers that wait for it: at once if this process
 * completes it, and a little later if another does, because the database is polled while callers
 * wait. Listeners are called for every change that this process completes. Safe for use by many
 * threads.
 */
final class Outcomes implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Outcomes.class.getName());
  private static final int MAX_AWAITED = 10_000;
  private static final int IDS_PER_READ = 1_000;
  private static final Duration INTERVAL = Duration.ofMillis(200);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final StatusChangeInbox inbox;
  private final Map<Long, Map<Long, CompletableFuture<JournalEntry>>> awaited = new HashMap<>();
  private final AtomicBoolean idle = new AtomicBoolean(true);
  private final List<Consumer<JournalEntry>> listeners = new CopyOnWriteArrayList<>();
  private final BackgroundLoop loop;
  private int waiting;
  private long tickets;

  Outcomes(StatusChangeInbox inbox) {
    this.inbox = inbox;
    this.loop = new BackgroundLoop("order-cache-outcomes", TIMEOUT, new Reading());
  }

  void start() {
    loop.start();
  }

  /** Adds a listener that is called for every change that this process completes. */
  void listen(Consumer<JournalEntry> listener) {
    listeners.add(listener);
  }

  /**
   * The outcome of a change. The future completes when the change is in a terminal state, and is
   * cancelled when this is closed. Cancelling the future only ends the wait; it does not cancel the
   * change.
   *
   * @throws OverloadException if 10,000 outcomes are awaited already
   */
  CompletableFuture<JournalEntry> of(JournalEntry entry) {
    if (entry.state().isTerminal()) {
      return CompletableFuture.completedFuture(entry);
    }
    CompletableFuture<JournalEntry> outcome = new CompletableFuture<>();
    long ticket = add(entry.id(), outcome);
    CompletableFuture<JournalEntry> unused =
        outcome.whenComplete((found, failure) -> remove(entry.id(), ticket));
    if (loop.isClosed()) {
      outcome.cancel(false);
    } else if (idle.compareAndSet(true, false)) {
      loop.wake();
    }
    return outcome;
  }

  private synchronized long add(long change, CompletableFuture<JournalEntry> outcome) {
    if (waiting >= MAX_AWAITED) {
      throw new OverloadException("too many status changes are awaited");
    }
    waiting++;
    long ticket = ++tickets;
    awaited.computeIfAbsent(change, id -> new HashMap<>()).put(ticket, outcome);
    return ticket;
  }

  private synchronized void remove(long change, long ticket) {
    waiting--;
    Map<Long, CompletableFuture<JournalEntry>> all = awaited.getOrDefault(change, new HashMap<>());
    all.remove(ticket);
    if (all.isEmpty()) {
      awaited.remove(change);
    }
  }

  private synchronized List<Long> changes() {
    return List.copyOf(awaited.keySet());
  }

  private synchronized List<CompletableFuture<JournalEntry>> outcomes(long change) {
    return List.copyOf(awaited.getOrDefault(change, Map.of()).values());
  }

  /** Called when this process has completed these entries. */
  void ended(Collection<JournalEntry> entries) {
    complete(entries);
    for (Consumer<JournalEntry> listener : listeners) {
      entries.forEach(entry -> notifyListener(listener, entry));
    }
  }

  private static void notifyListener(Consumer<JournalEntry> listener, JournalEntry entry) {
    try {
      listener.accept(entry);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "A listener failed at change " + entry.id(), e);
    }
  }

  private void complete(Collection<JournalEntry> entries) {
    for (JournalEntry entry : entries) {
      if (entry.state().isTerminal()) {
        outcomes(entry.id()).forEach(outcome -> outcome.complete(entry));
      }
    }
  }

  /** How many outcomes are awaited. */
  synchronized int size() {
    return waiting;
  }

  @Override
  public void close() {
    loop.close();
    changes().forEach(change -> outcomes(change).forEach(outcome -> outcome.cancel(false)));
  }

  private final class Reading implements BackgroundLoop.Work {

    private final FailureLog failures = new FailureLog(LOG, "Outcomes are delivered later");

    @Override
    public Duration round() {
      idle.set(true); // before the read: a caller that is added later wakes the loop
      List<Long> ids = changes();
      idle.set(ids.isEmpty());
      for (int from = 0; from < ids.size(); from += IDS_PER_READ) {
        List<Long> some = ids.subList(from, Math.min(ids.size(), from + IDS_PER_READ));
        complete(inbox.findAll(Set.copyOf(some)));
      }
      failures.succeeded();
      return ids.isEmpty() ? Duration.ofHours(1) : INTERVAL;
    }

    @Override
    public Duration failed(Throwable failure) {
      failures.failed(failure);
      return Duration.ofSeconds(1);
    }

    @Override
    public void end() {}
  }
}
