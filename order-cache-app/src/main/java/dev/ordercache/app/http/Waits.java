package dev.ordercache.app.http;

import dev.ordercache.OverloadException;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.StatusChanges;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Requests that wait for the end of a change, without a thread of their own. A change that was
 * accepted is never answered as if it were not: whoever can not wait is told how far it is. Safe
 * for use by many threads.
 */
final class Waits {

  private final StatusChanges changes;
  private final Map<Long, CompletableFuture<JournalEntry>> waiting = new ConcurrentHashMap<>();
  private final AtomicLong tickets = new AtomicLong();
  private volatile boolean ended;

  Waits(StatusChanges changes) {
    this.changes = changes;
  }

  /** The entry when the change has ended, or as it is now when the time is over. */
  CompletableFuture<JournalEntry> forEnd(JournalEntry entry, int seconds) {
    CompletableFuture<JournalEntry> outcome;
    try {
      outcome = changes.outcome(entry);
    } catch (OverloadException e) {
      return CompletableFuture.completedFuture(entry);
    }
    long ticket = tickets.incrementAndGet();
    waiting.put(ticket, outcome);
    CompletableFuture<JournalEntry> answer =
        outcome
            .completeOnTimeout(entry, seconds, TimeUnit.SECONDS)
            .whenComplete((found, failure) -> waiting.remove(ticket))
            .exceptionally(cancelled -> entry);
    if (ended) {
      outcome.cancel(false);
    }
    return answer;
  }

  /** Lets all go on at once, also those who come from now on. */
  void end() {
    ended = true;
    waiting.values().forEach(outcome -> outcome.cancel(false));
  }
}
