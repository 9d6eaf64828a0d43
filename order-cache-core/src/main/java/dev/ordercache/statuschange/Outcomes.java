package dev.ordercache.statuschange;

import dev.ordercache.OverloadException;
import dev.ordercache.background.BackgroundLoop;
import dev.ordercache.background.FailureLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells those who wait for it what became of a change: at once if this process completes it, and a
 * little later if another does, for the journal is read while somebody waits. Safe for use by many
 * threads.
 */
final class Outcomes implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Outcomes.class.getName());
  private static final int MOST_AWAITED = 10_000;
  private static final int IDS_PER_READ = 1_000;
  private static final Duration INTERVAL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final StatusChangeJournal journal;
  private final Map<Long, CompletableFuture<JournalEntry>> awaited = new ConcurrentHashMap<>();
  private final BackgroundLoop loop;

  Outcomes(StatusChangeJournal journal) {
    this.journal = journal;
    this.loop = new BackgroundLoop("order-cache-outcomes", PATIENCE, new Reading());
  }

  void start() {
    loop.start();
  }

  /**
   * The outcome of a change, which comes when the change is in a final state, and is cancelled when
   * this is closed. To cancel it ends the waiting, and takes nothing back.
   *
   * @throws OverloadException if 10,000 changes are awaited already
   */
  CompletableFuture<JournalEntry> of(JournalEntry entry) {
    if (entry.state().isFinal()) {
      return CompletableFuture.completedFuture(entry);
    }
    if (awaited.size() >= MOST_AWAITED) {
      throw new OverloadException("too many status changes are awaited");
    }
    CompletableFuture<JournalEntry> outcome =
        awaited.computeIfAbsent(entry.id(), id -> new CompletableFuture<>());
    CompletableFuture<JournalEntry> unused =
        outcome.whenComplete((found, failure) -> awaited.remove(entry.id(), outcome));
    loop.wake();
    return outcome.copy();
  }

  /** Hears what changes have come to. */
  void tell(Collection<JournalEntry> entries) {
    for (JournalEntry entry : entries) {
      CompletableFuture<JournalEntry> outcome = awaited.get(entry.id());
      if (outcome != null && entry.state().isFinal()) {
        outcome.complete(entry);
      }
    }
  }

  /** How many changes are awaited. */
  int size() {
    return awaited.size();
  }

  @Override
  public void close() {
    loop.close();
  }

  private final class Reading implements BackgroundLoop.Work {

    private final FailureLog failures = new FailureLog(LOG, "Outcomes are told later");

    @Override
    public Duration round() {
      List<Long> ids = new ArrayList<>(awaited.keySet());
      for (int from = 0; from < ids.size(); from += IDS_PER_READ) {
        List<Long> some = ids.subList(from, Math.min(ids.size(), from + IDS_PER_READ));
        tell(journal.findAll(Set.copyOf(some)));
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
    public void end() {
      awaited.values().forEach(outcome -> outcome.cancel(false));
    }
  }
}
